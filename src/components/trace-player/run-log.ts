import { html, nothing, type TemplateResult } from 'lit';
import type { Trace } from '../../trace/trace.js';
import { countText, secondsText } from '../shared/figure-text.js';
import { wordTable } from '../strings.js';
import { defineOnce, PlayerPart } from './player-part.js';
import { type LogLine, RunLogLines } from './run-log-lines.js';
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

/** The logs and errors of the whole run, folded until someone asks, unless they say why it failed. Each leads to its moment. */
export class RunLogElement extends PlayerPart {
  static override styles = logStyles;

  #lines?: RunLogLines;

  protected override render(): TemplateResult | typeof nothing {
    const { trace, revision } = this.player ?? {};
    void revision;
    if (!trace) return nothing;
    if (this.#lines?.trace !== trace) this.#lines = new RunLogLines(trace);
    this.#lines.read();
    const { all: lines, errorCount: errors } = this.#lines;
    if (lines.length === 0) return nothing;
    return html`<details
      class="log ${errors > 0 ? 'has-errors' : ''}"
      part="log"
      ?open=${trace.error !== undefined}
    >
      <summary part="log-summary">${logWords().logs(errors, lines.length - errors)}</summary>
      <ol>
        ${lines.slice(0, MOST_LINES).map((line) => this.#renderLine(trace, line))}
        ${lines.length > MOST_LINES ? html`<li class="more">${logWords().moreLogs(countText(lines.length - MOST_LINES))}</li>` : nothing}
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
}

defineOnce('trace-player-log', RunLogElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-log': RunLogElement;
  }
}
