import { Signal } from 'signal-polyfill';
import type { chartWords } from './metrics-chart/chart-words.js';
import type { shareWords } from './share/share-words.js';
import type { diffWords } from './trace-diff/diff-words.js';
import type { findingsWords } from './trace-diff/findings-words.js';
import type { outputDifferenceWords } from './trace-diff/output-words.js';
import type { liveWords } from './trace-player/live-button.js';
import type { noticeWords } from './trace-player/notices-view.js';
import type { logWords } from './trace-player/run-log.js';
import type { panelWords } from './trace-player/state-panel.js';

const changes = new Signal.State<Partial<Strings>>({});

/** Words in English, as the page changed them. Read within an element's update, the element follows `setStrings`. */
export function wordTable<Words extends object>(english: Words): () => Words {
  const table = new Signal.Computed(() => ({ ...english, ...changes.get() }));
  return () => table.get();
}

/** How many there are of something, as people say it: `shown` is `count` as it is written. Another language has its own rules. */
export function counted(shown: string, count: number, one: string, many = `${one}s`): string {
  return `${shown} ${Math.round(count) === 1 ? one : many}`;
}

/** The words that every player shows or says; parts on demand have their own. Those with values in them are functions. */
export const strings = wordTable({
  player: (model: string) => (model ? `Run of ${model}` : 'Model run'),
  play: 'Play',
  pause: 'Pause',
  replay: 'Replay',
  stepBack: 'Step back',
  stepForward: 'Step forward',
  share: 'Share',
  speed: 'Speed',
  rate: (rate: number) => `${rate}×`,
  rateLabel: (rate: number) => `${rate} times speed`,
  liveBadge: 'Live',
  eventCount: (shown: string, all: string) => `${shown} / ${all}`,
  eventCountLabel: (shown: string, all: string) => `Event ${shown} of ${all}`,
  timeOf: (time: string, duration: string) => `${time} of ${duration}`,
  timeline: 'Timeline',
  follow: 'Follow',

  simulated: 'Simulated',
  simulatedHint: 'No real model ran: this run was made by a demo model.',
  estimated: 'Estimated times',
  estimatedHint: 'The file has no times. These were estimated, not measured.',
  serverTimes: 'times from the server',
  serverTimesShort: 'Server times',
  serverTimesHint: 'The times are those that the server wrote into its stream.',
  tokenTotal: (shown: string, count: number) => counted(shown, count, 'token'),

  running: 'running',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  cut: 'cut off',
  unended: 'no end recorded',
  reconnecting: 'reconnecting…',
  loadingStatus: 'loading…',
  playingStatus: 'playing',
  endedStatus: 'ended',
  failedStatus: (message: string) => `failed: ${message}`,

  startsWith: (what: string) => `Play ${what}`,
  waitingForToken: 'Waiting for the first token…',

  transcript: (model: string) => (model ? `Transcript of ${model}` : 'Transcript'),
  promptOf: (role: string) =>
    role === 'user' ? 'Prompt' : role === 'system' ? 'System prompt' : `Prompt, ${role}`,
  reasoning: 'Reasoning',
  response: 'Response',
  toolCall: 'Tool call',
  toolResult: 'Tool result',
  toolError: 'Tool error',
  error: 'Error',
  span: (from: string, to: string) => `${from} – ${to} s`,
  choice: (id: string) => `completion ${id}`,

  firstToken: 'First token',
  firstAnswer: 'First answer',
  reasoningCompleted: 'Reasoning complete',
  responseCompleted: 'Response complete',
  markerAt: (what: string, seconds: string) => `${what} at ${seconds} s`,

  ttft: 'First token',
  ttftShort: 'TTFT',
  tokensPerSecond: 'Tokens/s',
  tokens: 'Tokens',
  memory: 'Memory',
  latency: 'Latency',
  none: '–',
  milliseconds: 'ms',
  seconds: 's',
  minutes: 'min',
  megabytes: 'MB',
  ttftHint: 'Time from the prompt to the first token; reasoning counts.',
  firstAnswerHint: 'Time from the prompt to the first token of the response.',
  rateHint:
    'Tokens per second over the last second, within one answer. It falls while nothing comes; paused, it is the event’s own.',
  tokensHint: (source: string) => `Tokens so far, ${source}.`,
  latencyHint: 'Time since the prompt was sent.',
  memoryHint: (scope: string, source: string) => `${scope}: ${source}`,
  memoryWithoutFiles: (megabytes: string) => `${megabytes} MB of it without mapped files`,
  memoryNone: 'No memory figures were recorded.',
  countSource: {
    chunk_counts: 'counted by the server, chunk by chunk',
    usage: 'from the server’s final count, spread over the chunks',
    chunks: 'about: the number of chunks, as nothing told the count',
  },
  memoryScope: { process: 'Process tree', model: 'Model', gpu: 'GPU', kv: 'KV cache' },

  events: 'Events',
  showEvents: 'Show events',
  columnTime: 'Time',
  columnEvent: 'Event',
  columnRate: 'Tok/s',
  columnMemory: 'MB',
  runStarted: 'run started',
  promptSent: 'prompt sent',
  phase: (name: string, percent: string | undefined) => (percent ? `${name} ${percent}` : name),
  reasoningCompletedRow: 'reasoning complete',
  responseCompletedRow: 'response complete',
  toolCallRow: (name: string) => `calls ${name}`,
  toolResultRow: 'tool result',
  toolErrorRow: 'tool error',
  runCompleted: 'run completed',
  runFailed: 'run failed',
  runCancelled: 'run cancelled',
});

/** Every word that the elements show or say, by name. */
export type Strings = ReturnType<typeof strings> &
  ReturnType<typeof chartWords> &
  ReturnType<typeof diffWords> &
  ReturnType<typeof findingsWords> &
  ReturnType<typeof liveWords> &
  ReturnType<typeof logWords> &
  ReturnType<typeof noticeWords> &
  ReturnType<typeof outputDifferenceWords> &
  ReturnType<typeof panelWords> &
  ReturnType<typeof shareWords>;

/** Replaces some or all words, in every element on the page at once: `setStrings({ play: 'Abspielen' })`. */
export function setStrings(words: Partial<Strings>): void {
  changes.set({ ...changes.get(), ...words });
}
