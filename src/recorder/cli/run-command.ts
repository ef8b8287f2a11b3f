import { BaseUrlError } from '../base-url.js';
import type { CompletionParams } from '../completion-request.js';
import { EventBus } from '../event-bus.js';
import { serverMemorySampler } from '../memory/server-memory.js';
import { isProvider, type Provider, PROVIDERS } from '../provider.js';
import type { RecordCompletionOptions } from '../record-completion.js';
import { folderProblem } from '../replay-claim.js';
import { chooseServer } from './choose-server.js';
import { type Command, type CommandIo, type OptionValues, UsageError } from './command.js';
import { baseUrlOption, numberOption, PORT_RANGE, textOption } from './option-values.js';
import { promptMessages } from './prompt-messages.js';
import { exitCodeOf, jsonResult, recordOne } from './recorded-run.js';
import { recordRepeatedly, repeatedExitCode, repeatedJson, type Repetition } from './repeated-runs.js';
import { startLive } from './run-live.js';
import { runOptions } from './run-options.js';
import { terminalLine } from './terminal-text.js';
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
  const isJson = values.json === true;
  const tell = (line: string) => void io.stderr.write(`${terminalLine(line)}\n`);
  const bus = new EventBus({ onError: (error) => tell(`trace-player: ${error.message}`) });
  const live = await startLive(values, io.env, bus, asked.folder);
  if (live) tell(words.liveAt(live.url));
  try {
    const completion = await completionOptions(asked, bus, io.signal, tell);
    const run = { completion, io, folder: asked.folder, isQuiet: isJson || !asked.text };
    const print = (result: object) =>
      void (isJson && io.stdout.write(`${JSON.stringify(result, withoutFloatNoise)}\n`));
    if (!asked.repetition) {
      const finished = await recordOne(run);
      print(jsonResult(finished, completion, live?.url));
      return exitCodeOf(finished);
    }
    const repeated = await recordRepeatedly(asked.repetition, run, tell);
    print(repeatedJson(repeated, asked.repetition.runs, completion, live?.url));
    return repeatedExitCode(repeated, io.signal.aborted);
  } finally {
    await live?.server.stop({ graceMs: VIEWERS_GRACE_MS });
  }
}

/** Figures as the file has them: differences of decimal times carry binary noise far below the microsecond. */
function withoutFloatNoise(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1e6) / 1e6 : value;
}

type AskedRun = Awaited<ReturnType<typeof parseRun>>;

/** All that the options ask for, checked before anything is sent. */
async function parseRun(values: OptionValues, io: CommandIo) {
  const params: CompletionParams = {
    temperature: numberOption(values, 'temperature', { least: 0, most: 100 }),
    max_tokens: numberOption(values, 'max-tokens', { least: 1, most: 1e9, isWhole: true }),
    seed: numberOption(values, 'seed', { least: -(2 ** 53), most: 2 ** 53, isWhole: true }),
  };
  const baseUrl = baseUrlOption(values, 'base-url');
  const memoryPid = numberOption(values, 'memory-pid', { least: 1, most: 2 ** 32, isWhole: true });
  numberOption(values, 'sse-port', PORT_RANGE);
  const provider = parseProvider(textOption(values, 'provider'));
  const apiKey = keyFrom(textOption(values, 'api-key-env'), io.env);
  const messages = await promptMessages(values, io);
  const folder = textOption(values, 'output-dir') ?? DEFAULT_FOLDER;
  const problem = folderProblem(folder);
  if (problem) throw new UsageError(words.folderProblem(folder, problem));
  const [model, runId, workload] = ['model', 'run-id', 'workload'].map((name) => textOption(values, name));
  const text = values['no-text'] !== true;
  const repetition = parseRepetition(values);
  return {
    ...{ params, memoryPid, provider, apiKey, messages, folder, baseUrl, model, runId, workload },
    ...{ text, repetition },
  };
}

function parseRepetition(values: OptionValues): Repetition | undefined {
  const count = { least: 1, most: 10_000, isWhole: true };
  const runs = numberOption(values, 'repeat', count);
  const warmUps = numberOption(values, 'warm-up', { ...count, least: 0 });
  return runs === undefined && warmUps === undefined ? undefined : { runs: runs ?? 1, warmUps: warmUps ?? 0 };
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

async function completionOptions(
  asked: AskedRun,
  bus: EventBus,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<RecordCompletionOptions & { bus: EventBus }> {
  const { memoryPid, params, messages, apiKey, runId, workload, text } = asked;
  const { found, ...chosen } = await chooseServer({ ...asked, signal }, tell);
  return {
    ...chosen,
    ...{ bus, signal, params, messages, apiKey, runId, workload, text },
    // What did not answer is not asked again: the request itself will tell.
    server: found?.server ?? false,
    simulated: found?.simulated,
    memory: serverMemorySampler({ ...chosen, apiKey, pid: memoryPid }),
  };
}
