import type { MemorySample, RunMetrics, RunStatus } from '../../trace/index.js';
import { type FoundServer, providerName, USUAL_PORTS } from '../server-probes.js';

/** How many there are of something, as people say it: `1 event`, `2 events`. */
export function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}

/** What the command says to people, in English, in one place. */
export const words = {
  tagline:
    'trace-player records a language model answering, so that anyone can watch the answer arrive again.',
  unknownCommand: (name: string) => `There is no command ${name}. See trace-player --help.`,
  seeHelp: (message: string, command: string) => `${message} See trace-player ${command} --help.`,
  surplus: (operand: string) => `Unexpected argument '${operand}'`,
  folderProblem: (folder: string, problem: string) => `Cannot write replays to ${folder}: ${problem}`,
  missing: (option: string) => `${option} is missing.`,
  emptyNumber: (option: string) => `${option} is empty: it takes a number.`,
  notANumber: (option: string, value: string) => `${option} ${value} is not a number.`,
  notBetween: (option: string, least: number, most: number) =>
    `${option} must be between ${least} and ${most}.`,
  queryInAddress: (option: string) =>
    `${option}: an address with a query (?…) cannot be asked: leave out what follows the question mark.`,
  notWhole: (option: string) => `${option} must be a whole number.`,
  unknownProvider: (value: string, known: readonly string[]) =>
    `--provider ${value} is not known: it is one of ${known.join(', ')}.`,
  emptyKey: (name: string) => `--api-key-env ${name}: the environment has no ${name}.`,
  promptOrMessages:
    'Give a prompt with --prompt TEXT (- reads it from standard input, @FILE from a file), or --messages FILE.',
  promptAndMessages: 'Give --prompt or --messages, not both.',
  systemAndMessages: 'Give the system message in the --messages file, not with --system.',
  emptyPrompt: 'The prompt is empty.',
  unreadableFile: (option: string, file: string, problem: string) =>
    `${option}: cannot read ${file}: ${problem}`,
  badMessages: (file: string, problem: string) => `--messages ${file}: ${problem}`,
  found: (baseUrl: string, { provider, server }: FoundServer) =>
    `found ${server?.name ?? providerName(provider)}${server?.version ? ` ${server.version}` : ''} at ${baseUrl}`,
  stillWaiting: (seconds: number) => `no token yet after ${seconds} s; Ctrl-C ends the run`,
  alsoFound: (list: string) => `also there: ${list}; choose with --base-url`,
  nothingFound: () => {
    const usual = USUAL_PORTS.map(([provider, port]) => `${providerName(provider)} ${port}`).join(', ');
    return `No model server was found on its usual port (${usual}). Start one, name one with --base-url URL, or try trace-player demo.`;
  },
  modelTaken: (model: string) => `model ${model}: the only one there`,
  loadedModelTaken: (model: string) => `model ${model}: the one that is loaded`,
  noAnswer: (baseUrl: string) =>
    `Nothing at ${baseUrl} answers like a model server: start it, or name the model with --model, to ask it all the same.`,
  noModels: (baseUrl: string) => `The server at ${baseUrl} does not list its models: name one with --model.`,
  chooseModel: (models: readonly string[]) =>
    `Name a model with --model: ${models.slice(0, 20).join(', ')}${models.length > 20 ? ', …' : ''}.`,
  liveAt: (url: string) => `live at ${url}`,
  interrupted: 'interrupted: the file is being finished (Ctrl-C again: leave at once)',
  failed: (message: string) => `the run failed: ${message}`,
  notWritten: 'The run could not be written to disk.',
  written: (file: string) => `written to ${file}`,
  demoAt: (url: string, model: string) => `demo model at ${url} (model ${model}); Ctrl-C ends it`,
  demoTry: (url: string) =>
    `try: trace-player run --base-url ${url} --prompt "Why does an answer come word by word?"`,
  serving: (folder: string, url: string) => `${folder} at ${url} (Ctrl-C ends it)`,
  noFolder: (folder: string) => `There is no folder ${folder}.`,
  reasoning: 'reasoning',
  waiting: 'waiting for the first token',
  totals,
  progress,
};

/** What a line of progress tells. */
export interface ProgressFigures {
  tokens: number;
  isAboutRight: boolean;
  tokensPerSecond?: number;
  ttftMs?: number;
}

function progress({ tokens, isAboutRight, tokensPerSecond, ttftMs }: ProgressFigures): string {
  const parts = [`${isAboutRight ? '≈' : ''}${counted(Math.round(tokens), 'token')}`];
  if (tokensPerSecond !== undefined) parts.push(`${tokensPerSecond.toFixed(1)} tokens/s`);
  if (ttftMs !== undefined) parts.push(`TTFT ${duration(ttftMs)}`);
  return parts.join(' · ');
}

function totals(status: RunStatus, metrics: RunMetrics, durationMs: number, peak?: MemorySample): string {
  const { completion_tokens: tokens, tokens_per_second: tokensPerSecond, ttft_ms: ttftMs } = metrics;
  const isAboutRight = metrics.token_count_source === 'chunks';
  const parts = [
    status,
    duration(durationMs),
    progress({ tokens: tokens ?? 0, isAboutRight, tokensPerSecond, ttftMs }),
  ];
  if (metrics.prompt_tokens !== undefined) parts.push(counted(metrics.prompt_tokens, 'prompt token'));
  if (peak) parts.push(peakMemory(peak));
  return parts.join(' · ');
}

/** A memory figure with what it counts, and who told it: figures of different kinds are not to be compared. */
function peakMemory({ memoryMb, withoutFilesMb, ratio = 0, source }: MemorySample): string {
  if (memoryMb === undefined) return `peak ${(ratio * 100).toFixed(1)} % (${source})`;
  const split = withoutFilesMb === undefined ? '' : `, ${Math.round(withoutFilesMb)} MB without mapped files`;
  return `peak memory ${Math.round(memoryMb)} MB${split} (${source})`;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
