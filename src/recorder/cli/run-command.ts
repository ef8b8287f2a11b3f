import type { Trace } from '../../trace/index.js';
import { BaseUrlError } from '../base-url.js';
import type { CompletionParams } from '../completion-request.js';
import { EventBus } from '../event-bus.js';
import { serverMemorySampler } from '../memory/server-memory.js';
import { isProvider, type Provider, PROVIDERS } from '../provider.js';
import {
  type RecordCompletionOptions,
  recordCompletion,
  type RecordedCompletion,
} from '../record-completion.js';
import { folderProblem } from '../replay-claim.js';
import { EventBusReplayWriter, type WrittenReplay } from '../replay-writer.js';
import { EventBusSSEServer, type SSEServerOptions } from '../sse-server.js';
import { chooseServer } from './choose-server.js';
import { type Command, type CommandIo, EXIT, type OptionValues, UsageError } from './command.js';
import { numberOption, PORT_RANGE, textOption } from './option-values.js';
import { promptMessages } from './prompt-messages.js';
import { reportLines } from './recover-command.js';
import { runOptions } from './run-options.js';
import { RunView } from './run-view.js';
import { words } from './words.js';

const DEFAULT_FOLDER = 'results/replays';

/** How long live viewers may take to receive the end of the run, in milliseconds. */
const VIEWERS_GRACE_MS = 2000;

/** `trace-player run`: records one completion. */
export const runCommand: Command = {
  name: 'run',
  summary: 'ask a model, and record its answer as it comes',
  ...runOptions,
  run: (values, io) => runRecorded(values, io).catch(rethrowAsUsage),
};

function rethrowAsUsage(error: unknown): never {
  throw error instanceof BaseUrlError ? new UsageError(`--base-url: ${error.message}`) : error;
}

async function runRecorded(values: OptionValues, io: CommandIo): Promise<number> {
  const asked = await parseRun(values, io);
  const view = new RunView(io, values.json === true);
  const bus = new EventBus({ onError: (error) => view.tell(`trace-player: ${error.message}`) });
  const sse = await startLive(values, bus, asked.folder, view);
  try {
    const completion = await completionOptions(asked, bus, io.signal, view);
    return await recordRun({
      completion,
      view,
      io,
      folder: asked.folder,
      isJson: values.json === true,
      sseUrl: sse?.url,
    });
  } finally {
    await sse?.server.stop({ graceMs: VIEWERS_GRACE_MS });
  }
}

type AskedRun = Awaited<ReturnType<typeof parseRun>>;

/** All that the options ask for, checked before anything is sent. */
async function parseRun(values: OptionValues, io: CommandIo) {
  const params: CompletionParams = {
    temperature: numberOption(values, 'temperature', { least: 0, most: 100 }),
    max_tokens: numberOption(values, 'max-tokens', { least: 1, most: 1e9, isWhole: true }),
    seed: numberOption(values, 'seed', { least: -(2 ** 53), most: 2 ** 53, isWhole: true }),
  };
  const memoryPid = numberOption(values, 'memory-pid', { least: 1, most: 2 ** 32, isWhole: true });
  numberOption(values, 'sse-port', PORT_RANGE);
  const provider = parseProvider(textOption(values, 'provider'));
  const apiKey = keyFrom(textOption(values, 'api-key-env'), io.env);
  const messages = await promptMessages(values, io);
  const folder = textOption(values, 'output-dir') ?? DEFAULT_FOLDER;
  const problem = folderProblem(folder);
  if (problem) throw new UsageError(words.folderProblem(folder, problem));
  const [baseUrl, model, runId, workload] = ['base-url', 'model', 'run-id', 'workload'].map((name) =>
    textOption(values, name),
  );
  return { params, memoryPid, provider, apiKey, messages, folder, baseUrl, model, runId, workload };
}

function parseProvider(text: string | undefined): Provider | undefined {
  if (text === undefined || isProvider(text)) return text;
  throw new UsageError(words.unknownProvider(text, PROVIDERS));
}

function keyFrom(name: string | undefined, env: CommandIo['env']): string | undefined {
  if (name === undefined) return undefined;
  const key = env[name];
  if (!key) throw new UsageError(words.emptyKey(name));
  return key;
}

async function startLive(values: OptionValues, bus: EventBus, history: string, view: RunView) {
  const port = numberOption(values, 'sse-port', PORT_RANGE);
  if (port === undefined) return undefined;
  const server = liveServer({
    bus,
    port,
    history,
    allowOrigins: textOption(values, 'allow-origin')?.split(','),
  });
  const { url } = await server.start();
  view.tell(words.liveAt(url));
  return { server, url };
}

function liveServer(options: SSEServerOptions): EventBusSSEServer {
  try {
    return new EventBusSSEServer(options);
  } catch (error) {
    throw new UsageError(`--allow-origin: ${(error as Error).message}`);
  }
}

async function completionOptions(
  asked: AskedRun,
  bus: EventBus,
  signal: AbortSignal,
  view: RunView,
): Promise<RecordCompletionOptions & { bus: EventBus }> {
  const { memoryPid, params, messages, apiKey, runId, workload } = asked;
  const { found, ...chosen } = await chooseServer({ ...asked, signal }, (line) => view.tell(line));
  return {
    ...chosen,
    ...{ bus, signal, params, messages, apiKey, runId, workload },
    // What did not answer is not asked again: the request itself will tell.
    server: found?.server ?? false,
    simulated: found?.simulated,
    memory: serverMemorySampler({ ...chosen, apiKey, pid: memoryPid }),
  };
}

interface RunToRecord {
  completion: RecordCompletionOptions & { bus: EventBus };
  view: RunView;
  io: CommandIo;
  folder: string;
  isJson: boolean;
  sseUrl?: string;
}

async function recordRun({ completion, view, io, folder, isJson, sseUrl }: RunToRecord): Promise<number> {
  let written: WrittenReplay | undefined;
  const writer = new EventBusReplayWriter({
    bus: completion.bus,
    outputDir: folder,
    onError: (error) => view.tell(`trace-player: ${error.message}`),
    onWritten: (replay) => (written = replay),
    onRecovered: (report) => reportLines(folder, report).forEach((line) => view.tell(line)),
  });
  writer.start();
  await writer.recovered;
  completion.bus.subscribe((record) => view.show(record));
  const tellInterrupt = () => view.tell(words.interrupted);
  io.signal.addEventListener('abort', tellInterrupt, { once: true });
  const result = await recordCompletion(completion);
  io.signal.removeEventListener('abort', tellInterrupt);
  await writer.stop();
  if (isJson) io.stdout.write(`${JSON.stringify(jsonResult(result, completion, written, sseUrl))}\n`);
  tellEnd(view, result, written);
  return exitCode(result, written);
}

function tellEnd(
  view: RunView,
  { status, metrics, trace, error }: RecordedCompletion,
  written?: WrittenReplay,
): void {
  view.tell(words.totals(status, metrics, trace.durationMs, trace.memory.peak));
  view.tell(written ? words.written(written.path) : words.notWritten);
  if (error) view.tell(`trace-player: ${words.failed(error.message)}`);
}

function jsonResult(
  { runId, status, metrics, error, trace }: RecordedCompletion,
  { model, provider }: RecordCompletionOptions,
  written: WrittenReplay | undefined,
  sseUrl: string | undefined,
): object {
  const simulated = trace.info.simulated;
  const file = written?.path;
  return {
    run_id: runId,
    status,
    file,
    sse_url: sseUrl,
    model,
    provider,
    simulated,
    duration_ms: trace.durationMs,
    metrics,
    peak_memory: peakMemory(trace),
    error,
  };
}

/** The highest memory figure, with what it counts and who told it. */
function peakMemory({ memory: { peak } }: Trace): object | undefined {
  if (!peak) return undefined;
  const { memoryMb, withoutFilesMb, ratio, scope, source } = peak;
  return { memory_mb: memoryMb, without_files_mb: withoutFilesMb, ratio, scope, source };
}

function exitCode({ status, error }: RecordedCompletion, written: WrittenReplay | undefined): number {
  if (error?.code === 'interrupted') return EXIT.interrupted;
  return status === 'completed' && written ? EXIT.ok : EXIT.failed;
}
