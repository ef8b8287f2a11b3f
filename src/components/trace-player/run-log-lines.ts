import type { Trace } from '../../trace/trace.js';

/** A line of the log. */
export interface LogLine {
  /** Index of the event; undefined for what only the file's summary tells. */
  readonly index?: number;
  readonly level: string;
  readonly message: string;
  readonly isError: boolean;
}

/** The log of one run, which grows with the run: each read looks only at the events that came since the last. */
export class RunLogLines {
  readonly trace: Trace;
  readonly #lines: LogLine[] = [];
  /** Messages that stand in a line, alone and after their level, as summaries write them. */
  readonly #told = new Set<string>();
  #readEvents = 0;
  #errorCount = 0;
  #isSummaryRead = false;

  constructor(trace: Trace) {
    this.trace = trace;
  }

  get all(): readonly LogLine[] {
    return this.#lines;
  }

  /** How many of the lines are errors. */
  get errorCount(): number {
    return this.#errorCount;
  }

  /** Takes in what has come. */
  read(): void {
    const { trace } = this;
    for (; this.#readEvents < trace.length; this.#readEvents++) this.#readEvent(this.#readEvents);
    if (trace.summary?.artifacts && !this.#isSummaryRead) this.#readSummary(trace.summary.artifacts);
  }

  #readEvent(index: number): void {
    const { trace } = this;
    switch (trace.typeAt(index)) {
      case 'log': {
        const { level, message } = trace.eventOfType(index, 'log')!;
        return this.#add({ index, level, message, isError: /^(error|fatal|critical)$/i.test(level) });
      }
      case 'error': {
        const { severity, message } = trace.eventOfType(index, 'error')!;
        return this.#add({ index, level: severity ?? 'error', message, isError: true });
      }
      case 'run_failed':
        return this.#addFailure(index, trace.eventOfType(index, 'run_failed')!.error);
    }
  }

  /** An error that ends the run comes as an event of its own, too: it is told once, where it came first, with its code. */
  #addFailure(index: number, { code, message }: { code?: string; message: string }): void {
    const place = this.#lines.findLastIndex((line) => line.isError && line.message === message);
    if (place < 0) return this.#add({ index, level: code ?? 'error', message, isError: true });
    if (code) this.#lines[place] = { ...this.#lines[place]!, level: code };
  }

  #readSummary({ logs = [], errors = [] }: { logs?: string[]; errors?: string[] }): void {
    this.#isSummaryRead = true;
    const untold = (message: string) => !this.#told.has(message);
    for (const message of errors.filter(untold)) this.#add({ level: 'error', message, isError: true });
    for (const message of logs.filter(untold)) this.#add({ level: 'log', message, isError: false });
  }

  #add(line: LogLine): void {
    this.#lines.push(line);
    this.#told.add(line.message).add(`${line.level}: ${line.message}`);
    if (line.isError) this.#errorCount++;
  }
}
