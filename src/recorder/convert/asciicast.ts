import { isKnownEvent, type KnownEvent, type Trace, type TraceEvent } from '../../trace/index.js';
import { terminalText } from '../cli/terminal-text.js';
import { eventText } from './event-text.js';

const WIDTH = 80;
const HEIGHT = 24;

type Style = 'bold' | 'dim' | 'plain' | 'red';

/** How each style begins; every one ends with a reset. */
const STYLES: Record<Style, string> = { bold: '\x1b[1m', dim: '\x1b[2m', plain: '', red: '\x1b[31m' };
const RESET = '\x1b[0m';

/**
 * A trace as an asciicast (version 2), as terminal players show it: the prompt bold, reasoning and tools dim, the response plain,
 * each piece at its time. Nothing in the texts can steer the terminal.
 */
export function* asciicastLines(trace: Trace): Generator<string> {
  const { model, provider, timing, started_at: startedAt, simulated } = trace.info;
  const marks = [simulated && 'simulated', timing === 'estimated' && 'estimated times'].filter(Boolean);
  const startedMs = Date.parse(startedAt);
  yield line({
    version: 2,
    width: WIDTH,
    height: HEIGHT,
    ...(Number.isFinite(startedMs) && { timestamp: Math.floor(startedMs / 1000) }),
    title: [[model, provider].filter(Boolean).join(' · '), ...marks].join(' – '),
  });
  const screen = new Screen();
  for (let index = 0; index < trace.length; index++) {
    const output = screen.outputOf(trace.eventAt(index), trace.blockIndexAt(index));
    if (output !== '') yield line([trace.timeAt(index) / 1000, 'o', output]);
  }
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** What is written for each event: blocks apart by a blank line. */
class Screen {
  #block = -1;
  #isEmpty = true;

  outputOf(event: TraceEvent, block: number): string {
    const style = isKnownEvent(event) ? styleOf(event) : undefined;
    const text = style && shown(eventText(event));
    if (!text) return '';
    const isNext = block !== this.#block || (event.type !== 'token' && !this.#isEmpty);
    const gap = isNext && !this.#isEmpty ? '\r\n\r\n' : '';
    this.#block = block;
    this.#isEmpty = false;
    const styled = STYLES[style] === '' ? text : STYLES[style] + text + RESET;
    return gap + styled;
  }
}

/** undefined: the event is not shown. Fragments of a tool's arguments are not: the whole call is. */
function styleOf(event: KnownEvent): Style | undefined {
  switch (event.type) {
    case 'prompt_sent':
      return 'bold';
    case 'token':
      if (event.channel === 'tool') return undefined;
      return event.channel === 'reasoning' ? 'dim' : 'plain';
    case 'tool_call':
    case 'tool_result':
      return 'dim';
    case 'error':
    case 'run_failed':
      return 'red';
    default:
      return undefined;
  }
}

/** A terminal's lines end with a return, too. */
function shown(text: string): string {
  return terminalText(text).replaceAll('\n', '\r\n');
}
