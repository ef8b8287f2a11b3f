import { BaseUrlError, parseBaseUrl } from '../base-url.js';
import { EventBus } from '../event-bus.js';
import { RecordingProxy } from '../proxy/recording-proxy.js';
import { folderProblem } from '../replay-claim.js';
import { EventBusReplayWriter } from '../replay-writer.js';
import type { EventBusSSEServer } from '../sse-server.js';
import { type Command, type CommandIo, EXIT, type OptionValues, UsageError } from './command.js';
import { atFreePort } from './first-free-port.js';
import { baseUrlOption, numberOption, PORT_RANGE, textOption } from './option-values.js';
import { proxyWords } from './proxy-words.js';
import { guardedLiveServer } from './run-live.js';
import { terminalLine } from './terminal-text.js';
import { untilInterrupted } from './until-interrupted.js';
import { words } from './words.js';

const DEFAULT_PORT = 8787;
const DEFAULT_SSE_PORT = 9090;
const DEFAULT_FOLDER = 'results/replays';

/** How long live viewers may take to receive the ends of the runs, in milliseconds. */
const VIEWERS_GRACE_MS = 2000;

/** `trace-player proxy`: stands before a model server and records what programs ask it, until it is ended. */
export const proxyCommand: Command = {
  name: 'proxy',
  summary: 'stand before a model server, and record what any program asks it',
  usage: '--target URL [OPTIONS]',
  options: {
    target: { type: 'string' },
    port: { type: 'string' },
    'sse-port': { type: 'string' },
    token: { type: 'string' },
    'allow-origin': { type: 'string' },
    'output-dir': { type: 'string' },
    'no-text': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    { form: '--target URL', text: 'the model server: what the program asked until now' },
    {
      form: '--port N',
      text: `where the program finds the proxy (0: any free port; default: ${DEFAULT_PORT})`,
    },
    {
      form: '--sse-port N',
      text: `stream the runs live (0: any free port; default: ${DEFAULT_SSE_PORT}, or the next that is free)`,
    },
    {
      form: '--token TOKEN',
      text: 'what readers of the live stream must send (better in the variable TRACE_PLAYER_TOKEN)',
    },
    {
      form: '--allow-origin URL',
      text: 'pages of this origin may read the live stream, too (several: with commas)',
    },
    { form: '--output-dir DIR', text: `where the files go (default: ${DEFAULT_FOLDER})` },
    {
      form: '--no-text',
      text: 'record times, counts and channels only, no text of prompts or answers',
    },
    { form: '--json', text: 'print the addresses as one line of JSON' },
  ],
  examples: [
    'trace-player proxy --target http://127.0.0.1:11434',
    'OLLAMA_HOST=http://127.0.0.1:8787 ollama run qwen3:8b',
    'curl -N http://127.0.0.1:8787/v1/chat/completions -H "x-trace-run: my agent" -d @request.json',
  ],
  run: runProxy,
};

async function runProxy(values: OptionValues, io: CommandIo): Promise<number> {
  const { target, port, ssePort, folder } = parseProxy(values);
  const tell = (line: string) => void io.stderr.write(`${terminalLine(line)}\n`);
  const onError = (error: Error) => tell(`trace-player: ${error.message}`);
  const bus = new EventBus({ onError });
  const writer = startWriter(bus, folder, tell);
  const live = await startLive(ssePort, (port) =>
    guardedLiveServer(values, io.env, { bus, port, history: folder }),
  );
  const proxy = new RecordingProxy({
    target: target.href,
    bus,
    port,
    onError,
    text: values['no-text'] !== true,
  });
  try {
    const { url } = await proxy.start();
    tellStart(values, io, { url, target: parseBaseUrl(target.href).href, sseUrl: live.url });
    await untilInterrupted(io.signal);
  } finally {
    await proxy.stop();
    await writer.stop();
    await live.server.stop({ graceMs: VIEWERS_GRACE_MS });
  }
  return EXIT.interrupted;
}

/** All that the options ask for, checked before anything listens. */
function parseProxy(values: OptionValues) {
  const href = baseUrlOption(values, 'target');
  if (href === undefined) throw new UsageError(words.seeHelp(words.missing('--target'), 'proxy'));
  const port = numberOption(values, 'port', PORT_RANGE) ?? DEFAULT_PORT;
  const ssePort = numberOption(values, 'sse-port', PORT_RANGE);
  const folder = textOption(values, 'output-dir') ?? DEFAULT_FOLDER;
  checkTarget(href, port);
  const problem = folderProblem(folder);
  if (problem) throw new UsageError(words.folderProblem(folder, problem));
  return { target: { href }, port, ssePort, folder };
}

function checkTarget(href: string, port: number): void {
  try {
    const target = parseBaseUrl(href);
    if (target.isLoopback && target.port === port) throw new UsageError(proxyWords.isItself(port));
  } catch (error) {
    throw error instanceof BaseUrlError ? new UsageError(proxyWords.badTarget(error.message)) : error;
  }
}

/** Writes every run, and says a line for each that is on disk. */
function startWriter(bus: EventBus, outputDir: string, tell: (line: string) => void): EventBusReplayWriter {
  const models = new Map<string, string>();
  bus.subscribe(({ runId, event }) => {
    if (event.type === 'run_started') models.set(runId, String(event.model));
  });
  const writer = new EventBusReplayWriter({
    bus,
    outputDir,
    onError: (error) => tell(`trace-player: ${error.message}`),
    onWritten: ({ runId, summary, path }) => {
      tell(proxyWords.ended(models.get(runId) ?? '', summary, path));
      models.delete(runId);
    },
  });
  writer.start();
  return writer;
}

async function startLive(asked: number | undefined, serverAt: (port: number) => EventBusSSEServer) {
  return atFreePort(asked, DEFAULT_SSE_PORT, async (port) => {
    const server = serverAt(port);
    const { url } = await server.start();
    return { server, url };
  });
}

interface Addresses {
  url: string;
  target: string;
  sseUrl: string;
}

function tellStart(values: OptionValues, { stdout }: CommandIo, { url, target, sseUrl }: Addresses): void {
  const lines = values.json
    ? [JSON.stringify({ url, target, sse_url: sseUrl })]
    : [proxyWords.at(url, target), proxyWords.tryIt(url), words.liveAt(sseUrl)];
  stdout.write(`${lines.join('\n')}\n`);
}
