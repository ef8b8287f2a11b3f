import type { KnownEvent, TraceEvent } from '../../trace/events.js';
import { isKnownEvent } from '../../trace/events.js';
import type { Trace } from '../../trace/trace.js';
import { countText, percentText } from '../shared/figure-text.js';
import { strings } from '../strings.js';

/** What colour and weight a row has. `token` rows are plain; all others stand out a little. */
export type RowTone = 'token' | 'reasoning' | 'response' | 'tools' | 'error' | 'plain';

/** One line that says what an event was. */
export interface EventRow {
  readonly label: string;
  readonly tone: RowTone;
  /** A landmark of the run, such as its first token. */
  readonly isMark: boolean;
}

/** No row needs more of a text than this; the whole stands in the transcript. */
const LONGEST_LABEL = 80;

/** Says what event `index` was. */
export function eventRow(trace: Trace, index: number): EventRow {
  const event = trace.eventAt(index);
  const row = isKnownEvent(event) ? knownRow(event) : unknownRow(event);
  return { isMark: false, ...row, label: oneLine(row.label) };
}

type PartialRow = Omit<EventRow, 'isMark'> & { isMark?: boolean };

function unknownRow(event: TraceEvent): PartialRow {
  const { type, time_ms: _time, ...fields } = event;
  return { label: `${type} ${JSON.stringify(fields)}`, tone: 'plain' };
}

function knownRow(event: KnownEvent): PartialRow {
  const words = strings();
  switch (event.type) {
    case 'token':
      return { label: quoted(event.text), tone: TONE_OF_CHANNEL[event.channel ?? 'response'] };
    case 'run_started':
      return { label: words.runStarted, tone: 'plain', isMark: true };
    case 'prompt_sent':
      return { label: words.promptSent, tone: 'plain', isMark: true };
    case 'phase':
      return {
        label: words.phase(
          event.name,
          event.progress === undefined ? undefined : percentText(event.progress),
        ),
        tone: 'plain',
      };
    case 'reasoning_completed':
      return { label: words.reasoningCompletedRow, tone: 'reasoning', isMark: true };
    case 'tool_call':
      return { label: words.toolCallRow(event.name), tone: 'tools', isMark: true };
    case 'tool_result':
      return {
        label: event.is_error ? words.toolErrorRow : words.toolResultRow,
        tone: event.is_error ? 'error' : 'tools',
        isMark: true,
      };
    case 'memory':
      return { label: `${memoryText(event)} ${event.scope}`, tone: 'plain' };
    case 'metric':
      return { label: `${event.name} ${event.value}${event.unit ? ` ${event.unit}` : ''}`, tone: 'plain' };
    case 'log':
      return { label: `${event.level}: ${event.message}`, tone: 'plain' };
    case 'error':
      return { label: event.message, tone: 'error', isMark: true };
    case 'response_completed':
      return { label: words.responseCompletedRow, tone: 'response', isMark: true };
    case 'run_completed':
      return { label: words.runCompleted, tone: 'plain', isMark: true };
    case 'run_failed':
      return { label: `${words.runFailed}: ${event.error.message}`, tone: 'error', isMark: true };
    case 'run_cancelled':
      return { label: words.runCancelled, tone: 'error', isMark: true };
  }
}

const TONE_OF_CHANNEL = { reasoning: 'reasoning', response: 'token', tool: 'tools' } as const;

function memoryText(event: { memory_mb?: number; ratio?: number }): string {
  if (event.memory_mb !== undefined) return `${countText(event.memory_mb)} ${strings().megabytes}`;
  return event.ratio === undefined ? strings().none : percentText(event.ratio);
}

function quoted(text: string): string {
  return `“${text.slice(0, LONGEST_LABEL)}”`;
}

/** Line breaks, tabs and what turns the direction of writing as signs, so that a row says what the chunk held and stays one line. */
function oneLine(text: string): string {
  const line = text
    .slice(0, LONGEST_LABEL + 2)
    .replace(/\r?\n/g, '↵')
    .replace(/\t/g, '⇥')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, codePointSign);
  return text.length > LONGEST_LABEL + 2 ? `${line}…` : line;
}

function codePointSign(character: string): string {
  return `⟨U+${character.charCodeAt(0).toString(16).toUpperCase()}⟩`;
}
