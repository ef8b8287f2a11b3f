import { html, type TemplateResult } from 'lit';
import { countText, secondsText } from '../shared/figure-text.js';
import type { ChartTable, TableColumn } from './chart-table.js';
import { chartWords } from './chart-words.js';
import { valueFigure } from './value-text.js';

/** The values of a chart as a table, which says which of them it holds. */
export function renderTable(table: ChartTable, isOneOfMany: boolean): TemplateResult {
  return html`<p id="table-note" class="table-note">${tableNote(table)}</p>
    <div class="table-scroller" part="table" tabindex="0" role="region" aria-labelledby="table-note">
      <table aria-describedby="table-note">
        <thead>
          <tr>
            ${tableHeads(table, isOneOfMany).map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${table.rows.map(
            ({ timeMs, values }) =>
              html`<tr>
                <th scope="row">${secondsText(timeMs)}</th>
                ${values.map((value, place) => html`<td>${cellText(table.columns[place]!, value)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** What stands over the columns: the time, then each metric with its unit and its run. */
export function tableHeads({ columns }: ChartTable, isOneOfMany: boolean): string[] {
  const words = chartWords();
  const heads = columns.map(({ key, run, line }) => {
    const isAbout = run.isApproximate && (key === 'tokens_per_second' || key === 'cumulative_tokens');
    const name = `${isAbout ? '≈ ' : ''}${words.metricNames[key]}`;
    const head = line === undefined ? name : words.lineName(name, line);
    return isOneOfMany ? `${run.letter} ${head}` : head;
  });
  return [words.columnSeconds, ...heads];
}

function tableNote({ rows, chunkCount, isComplete }: ChartTable): string {
  const words = chartWords();
  const count = countText(rows.length);
  return isComplete
    ? words.tableCaptionAll(count, rows.length)
    : words.tableCaption(count, countText(chunkCount));
}

function cellText({ key, run }: TableColumn, value: number | undefined): string {
  if (value === undefined) return '';
  // Its unit stands over the column.
  if (key === 'itl') return value.toFixed(value < 100 ? 1 : 0);
  return valueFigure(key, value, run.isApproximate && key !== 'memory' && key !== 'memory_ratio').value;
}
