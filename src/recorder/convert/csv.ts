import { eventMetrics, type Trace, type TraceEvent } from '../../trace/index.js';
import { eventText } from './event-text.js';

type Cell = string | number | undefined;

const COLUMNS = [
  'index',
  'time_ms',
  'type',
  'completion_id',
  'channel',
  'text',
  'tokens',
  'tokens_so_far',
  'ttft_ms',
  'tokens_per_second',
  'latency_ms',
  'memory_mb',
  'memory_ratio',
  'memory_scope',
  'memory_source',
  'timing',
];

/**
 * A trace as CSV (RFC 4180), a row for each event: what it is, and the figures of its moment. `tokens` are those that the event
 * itself was told to hold; a figure that is not known is an empty cell. `timing` says on every row where the times come from.
 */
export function* csvLines(trace: Trace): Generator<string> {
  yield row(COLUMNS);
  for (let index = 0; index < trace.length; index++) yield row(cells(trace, index));
}

function cells(trace: Trace, index: number): Cell[] {
  const event = trace.eventAt(index);
  const { tokens, ttftMs, tokensPerSecond, latencyMs, memory } = eventMetrics(trace, index);
  return [
    index,
    event.time_ms,
    event.type,
    'completion_id' in event ? (event.completion_id as Cell) : undefined,
    channelOf(event),
    eventText(event),
    event.type === 'token' ? (event.count as Cell) : undefined,
    rounded(tokens),
    rounded(ttftMs),
    rounded(tokensPerSecond),
    rounded(latencyMs),
    memory?.memoryMb,
    memory?.ratio,
    memory?.scope,
    memory?.source,
    trace.info.timing,
  ];
}

function channelOf(event: TraceEvent): Cell {
  return event.type === 'token' ? ((event.channel as Cell) ?? 'response') : undefined;
}

/** To the thousandth: below it is only the noise of binary fractions. */
function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1000) / 1000;
}

function row(values: readonly Cell[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

function cell(value: Cell): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
