import { html, nothing, type TemplateResult } from 'lit';
import type { Trace } from '../../trace/trace.js';
import { countText, secondsText } from '../shared/figure-text.js';
import { wordTable } from '../strings.js';
import { defineOnce, PlayerPart } from './player-part.js';
import { logStyles } from './run-log.styles.js';

/** More lines than this stay among the events: a page is not a log viewer. */
const MOST_LINES = 200;

/** The words of the log. */
export const logWords = wordTable({
  logs: (errors: number, logs: number) =>
    [
      errors > 0 && `${errors} ${errors === 1 ? 'error' : 'errors'}`,
      logs > 0 && `${logs} log ${logs === 1 ? 'line' : 'lines'}`,
    ]
      .filter(Boolean)
      .join(' · '),
  moreLogs: (count: string) => `… and ${count} more among the events`,
});

interface LogLine {
  /** Index of the event; undefined for what only the file's summary tells. */
  readonly index?: number;
  readonly level: string;
  readonly message: string;
  readonly isError: boolean;
}

/** The logs and errors of the whole run, folded until someone asks, unless they say why it failed. Each leads to its moment. */
export class RunLogElement extends PlayerPart {
  static override styles = logStyles;

  #lines: LogLine[] = [];
  #readTrace?: Trace;
  #readRevision = -1;

  protected override render(): TemplateResult | typeof nothing {
    const { trace, revision = 0 } = this.player ?? {};
    if (!trace) return nothing;
    if (trace !== this.#readTrace || revision !== this.#readRevision) this.#read(trace, revision);
    const lines = this.#lines;
    if (lines.length === 0) return nothing;
    const errors = lines.filter(({ isError }) => isError).length;
    return html`<details
      class="log ${errors > 0 ? 'has-errors' : ''}"
      part="log"
      ?open=${trace.error !== undefined}
    >
      <summary part="log-summary">${logWords().logs(errors, lines.length - errors)}</summary>
      <ol>
        ${lines.slice(0, MOST_LINES).map((line) => this.#renderLine(trace, line))}
        ${lines.length > MOST_LINES ? html`<li>${logWords().moreLogs(countText(lines.length - MOST_LINES))}</li>` : nothing}
      </ol>
    </details>`;
  }

  #renderLine(trace: Trace, { index, level, message, isError }: LogLine): TemplateResult {
    return html`<li class=${isError ? 'error' : ''} part="log-line">
      ${
        index === undefined
          ? html`<span class="moment"></span>`
          : html`<button class="moment" @click=${() => this.player!.step(index - this.player!.index)}>
              ${secondsText(trace.timeAt(index))}
            </button>`
      }
      <span class="level">${level}</span><span class="message">${message}</span>
    </li>`;
  }

  #read(trace: Trace, revision: number): void {
    this.#readTrace = trace;
    this.#readRevision = revision;
    this.#lines = logLines(trace);
  }
}

function logLines(trace: Trace): LogLine[] {
  const lines: LogLine[] = [];
  const { logs = [], errors = [] } = trace.summary?.artifacts ?? {};
  for (const [index, event] of trace.wholeEvents()) {
    const line = eventLine(trace, index, event.type);
    if (line) lines.push(line);
  }
  const told = new Set(lines.flatMap(({ level, message }) => [message, `${level}: ${message}`]));
  const untold = (isError: boolean, level: string) => (message: string) => ({ level, message, isError });
  lines.push(...errors.filter((message) => !told.has(message)).map(untold(true, 'error')));
  lines.push(...logs.filter((message) => !told.has(message)).map(untold(false, 'log')));
  return lines;
}

function eventLine(trace: Trace, index: number, type: string): LogLine | undefined {
  if (type === 'log') {
    const { level, message } = trace.eventOfType(index, 'log')!;
    return { index, level, message, isError: /^(error|fatal|critical)$/i.test(level) };
  }
  if (type === 'error') {
    const { severity, message } = trace.eventOfType(index, 'error')!;
    return { index, level: severity ?? 'error', message, isError: true };
  }
  if (type === 'run_failed') {
    const { error } = trace.eventOfType(index, 'run_failed')!;
    return { index, level: error.code ?? 'error', message: error.message, isError: true };
  }
  return undefined;
}

defineOnce('trace-player-log', RunLogElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-log': RunLogElement;
  }
}
