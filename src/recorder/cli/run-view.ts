import {
  eventMetrics,
  isKnownEvent,
  isTerminalType,
  type LiveEvent,
  type TokenEvent,
  Trace,
} from '../../trace/index.js';
import type { CommandIo } from './command.js';
import { terminalLine, terminalText } from './terminal-text.js';
import { words } from './words.js';

const ESC = '\x1b';
/** Makes sure that there is a row below (scrolling keeps the column), remembers the place, and goes to that row, cleared. */
const TO_ROW_BELOW = `${ESC}D${ESC}[A${ESC}7${ESC}[E${ESC}[2K`;
const BACK = `${ESC}8`;
const CLEAR_BELOW = `${ESC}[J`;
const CLEAR_LINE = `\r${ESC}[2K`;

/** Where there is no line of progress, how long nothing may come before that is said, in milliseconds. */
const SILENCE_MS = 10_000;

/** How often the line of progress is drawn at most, in milliseconds. */
const REDRAW_MS = 100;

/**
 * Shows a run while it streams: the answer on standard output, and, on a terminal, a line of progress on standard error which is
 * written again and again; where both are one terminal, in the row below the text. With `isQuiet` no answer is shown.
 */
export class RunView {
  readonly #io: CommandIo;
  readonly #isQuiet: boolean;
  readonly #hasLine: boolean;
  readonly #trace = new Trace();
  #hasDrawn = false;
  #drawnAtMs = -Infinity;
  #endsWithBreak = true;
  #silence?: NodeJS.Timeout;

  constructor(io: CommandIo, isQuiet: boolean) {
    this.#io = io;
    this.#isQuiet = isQuiet;
    this.#hasLine = io.stderr.isTTY === true && io.env.TERM !== 'dumb';
    if (!this.#hasLine) this.#tellSilence();
  }

  /** Writes a line of its own on standard error. */
  tell(line: string): void {
    this.#clearLine();
    this.#io.stderr.write(`${terminalLine(line)}\n`);
  }

  /** Takes the next event of the run. */
  show({ event }: LiveEvent): void {
    this.#trace.append(event);
    if (event.type === 'token' || isTerminalType(event.type)) clearInterval(this.#silence);
    if (isKnownEvent(event) && event.type === 'token' && isMainAnswer(event)) this.#write(event.text);
    if (isTerminalType(event.type)) this.#end();
    else this.#drawLine();
  }

  /** A server that takes its time is told of, until it answers. */
  #tellSilence(): void {
    const startedMs = performance.now();
    const tell = () => this.tell(words.stillWaiting(Math.round((performance.now() - startedMs) / 1000)));
    this.#silence = setInterval(tell, SILENCE_MS).unref();
  }

  #write(text: string): void {
    if (this.#isQuiet || text === '') return;
    const { stdout } = this.#io;
    this.#clearLine();
    // A pipe gets the text as it came; a terminal must not be steered by it.
    stdout.write(stdout.isTTY ? terminalText(text) : text);
    this.#endsWithBreak = text.endsWith('\n');
  }

  #end(): void {
    this.#clearLine();
    if (!this.#isQuiet && !this.#endsWithBreak) this.#io.stdout.write('\n');
  }

  get #isBesideText(): boolean {
    return this.#io.stdout.isTTY === true && !this.#isQuiet;
  }

  #drawLine(): void {
    if (!this.#hasLine) return;
    const nowMs = performance.now();
    if (this.#hasDrawn && nowMs - this.#drawnAtMs < REDRAW_MS) return;
    this.#drawnAtMs = nowMs;
    this.#hasDrawn = true;
    const line = this.#line().slice(0, (this.#io.stderr.columns || 80) - 1);
    this.#io.stderr.write(this.#isBesideText ? TO_ROW_BELOW + line + BACK : CLEAR_LINE + line);
  }

  #clearLine(): void {
    if (!this.#hasDrawn) return;
    this.#hasDrawn = false;
    this.#io.stderr.write(this.#isBesideText ? CLEAR_BELOW : CLEAR_LINE);
  }

  #line(): string {
    const index = this.#trace.length - 1;
    const { tokens, tokenCountSource, tokensPerSecond, ttftMs } = eventMetrics(this.#trace, index);
    if (tokens === 0) return words.waiting;
    const isAboutRight = tokenCountSource === 'chunks';
    const progress = words.progress({ tokens, isAboutRight, tokensPerSecond, ttftMs });
    const isReasoning = this.#trace.blocks[this.#trace.blockIndexAt(index)]?.kind === 'reasoning';
    return isReasoning ? `${words.reasoning} · ${progress}` : progress;
  }
}

/** Whether a token is shown: of the response, and of the first of several choices. */
function isMainAnswer({ channel = 'response', completion_id: completionId = '' }: TokenEvent): boolean {
  return channel === 'response' && !completionId.includes('#');
}
