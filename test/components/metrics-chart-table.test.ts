import { expect, nextFrame, waitUntil } from '@open-wc/testing';
import type { MetricsChartElement } from '../../src/components/index.js';
import { buildTrace } from '../helpers/trace-builder.js';
import { chartButton, chartOf, chartPart, choicesRun, drawn, stalledRun } from './chart-fixture.js';

async function openTable(chart: MetricsChartElement): Promise<{ heads: string[]; rows: string[][] }> {
  chartButton(chart, 'Show table')!.click();
  await drawn(chart);
  const texts = (cells: Iterable<Element>) => [...cells].map(({ textContent }) => textContent.trim());
  const table = chartPart(chart, 'table');
  return {
    heads: texts(table.querySelectorAll('thead th')),
    rows: [...table.querySelectorAll('tbody tr')].map((row) => texts(row.children)),
  };
}

/** What the page would paste after a press of the copy button. */
async function copied(chart: MetricsChartElement): Promise<string> {
  let text = '';
  const { clipboard } = navigator;
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: async (written: string) => void (text = written) },
  });
  try {
    chartButton(chart, 'Copy table')!.click();
    await waitUntil(() => text !== '');
  } finally {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
  }
  return text;
}

const wordsOf = (count: number) => Array.from({ length: count }, (_, index) => `word${index} `);

describe('the chart’s table', () => {
  it('holds the figures of each chunk where they are few, and says so', async () => {
    const chart = await chartOf({ traces: [stalledRun().trace()] });
    const { heads, rows } = await openTable(chart);
    expect(heads).to.deep.equal([
      'Time, s',
      '≈ Tokens/s',
      'Memory, MB',
      'Inter-token latency, ms',
      '≈ Tokens so far',
    ]);
    expect(rows.length).to.equal(30);
    expect(rows[1]).to.deep.equal(['0.200', '≈ 10.0', '500', '100', '≈ 2']);
    expect(rows[15]).to.deep.equal(['2.600', '≈ 0.91', '900', '1100', '≈ 16']);
    expect(chart.shadowRoot!.getElementById('table-note')!.textContent).to.equal(
      'All 30 chunks of what is shown.',
    );
  });

  it('has a column for each of the completions at the same time', async () => {
    const chart = await chartOf({ traces: [choicesRun(2)], metrics: 'itl cumulative_tokens' });
    const { heads, rows } = await openTable(chart);
    expect(heads).to.deep.equal([
      'Time, s',
      'Inter-token latency, ms, line 1',
      'Inter-token latency, ms, line 2',
      '≈ Tokens so far',
    ]);
    const [, ofFast, ofSlow] = [0, 1, 2].map((column) => new Set(rows.map((row) => row[column])));
    expect([...ofFast!].filter(Boolean)).to.deep.equal(['25.0']);
    expect([...ofSlow!].filter(Boolean)).to.deep.equal(['100']);
  });

  it('speaks of one chunk as of one', async () => {
    const run = buildTrace().prompt('Hi').say(['a']).complete();
    const chart = await chartOf({ traces: [run.trace()], metrics: 'cumulative_tokens' });
    await openTable(chart);
    expect(chart.shadowRoot!.getElementById('table-note')!.textContent).to.equal(
      'The one chunk of what is shown.',
    );
    await copied(chart);
    const said = chart.shadowRoot!.querySelector('[role=status]')!;
    await waitUntil(() => said.textContent === 'Copied 1 row.');
  });

  it('holds moments evenly spread where chunks are many, says so, and loses no spike', async () => {
    const run = buildTrace().prompt('Hi').say(wordsOf(900), 10).wait(777).say(wordsOf(1100), 10).complete();
    const chart = await chartOf({ traces: [run.trace()], metrics: 'itl tokens_per_second' });
    const { rows } = await openTable(chart);
    expect(rows.length).to.equal(120);
    expect(chart.shadowRoot!.getElementById('table-note')!.textContent).to.match(
      /^120 moments.* of 2.000 chunks/,
    );
    expect(rows.filter(([, latency]) => latency === '787').length).to.equal(1);
    // During the stall nothing came: there is no figure, rather than an old one.
    expect(rows.some((cells) => cells[1] === '' && cells[2] === '')).to.equal(true);
  });

  it('is closed again by the same button', async () => {
    const chart = await chartOf({ traces: [stalledRun().trace()] });
    const button = chartButton(chart, 'Show table')!;
    expect(button.getAttribute('aria-expanded')).to.equal('false');
    await openTable(chart);
    expect(button.getAttribute('aria-expanded')).to.equal('true');
    button.click();
    await nextFrame();
    expect(chart.shadowRoot!.querySelector('table')).to.equal(null);
  });

  it('is copied as columns apart by tabs, with plain numbers', async () => {
    const traces = [stalledRun().trace(), buildTrace().prompt('Hi').say(['a', 'b']).complete().trace()];
    const chart = await chartOf({ traces, metrics: 'cumulative_tokens memory' });
    const lines = (await copied(chart)).split('\n');
    expect(lines[0]).to.equal('Time, s\tA ≈ Tokens so far\tB ≈ Tokens so far\tA Memory, MB');
    expect(lines[1]).to.equal('0.100\t1\t1\t500');
    expect(lines[2]).to.equal('0.200\t2\t2\t500');
    // The second run has ended by then.
    expect(lines[3]).to.equal('0.300\t3\t\t500');
    expect(chart.shadowRoot!.querySelector('[role=status]')!.textContent).to.equal(
      `Copied ${lines.length - 1} rows.`,
    );
  });
});
