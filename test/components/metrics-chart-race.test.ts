import { expect, fixture, html } from '@open-wc/testing';
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import type { MetricsChartElement, TraceDiffElement } from '../../src/components/index.js';
import type { Trace } from '../../src/trace/index.js';
import { buildTrace } from '../helpers/trace-builder.js';
import { chartOf, chartPart, plotPoint, stalledRun } from './chart-fixture.js';
import { playersOf, shown, until } from './diff-fixture.js';
import { playerOf } from './player-fixture.js';

/** 20 tokens, one every 100 ms; and 10, one every 300 ms after a prompt that was sent at 500 ms. */
const long = () => buildTrace().prompt('Count.').say(words(20), 100).complete().trace();
const short = () => buildTrace().wait(500).prompt('Count.').say(words(10), 300).complete().trace();

function words(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `word${index} `);
}

/** Two runs in a comparison, and a chart below that follows those of its players that are named. */
async function racedChart(
  traces: readonly Trace[],
  followed = traces.map((_, place) => `raced-${place}`),
): Promise<{ diff: TraceDiffElement; chart: MetricsChartElement }> {
  const holder = await fixture<HTMLElement>(html`<div></div>`);
  const diff = document.createElement('trace-diff');
  for (const [place, trace] of traces.entries())
    diff.append(Object.assign(document.createElement('trace-player'), { id: `raced-${place}`, trace }));
  holder.append(diff);
  await until(() => diff.duration > 0);
  await shown(diff);
  return { diff, chart: await chartOf({ htmlFor: followed.join(' '), metrics: 'cumulative_tokens' }) };
}

/** How many tokens each of the two players shows. */
function tokensOf(diff: TraceDiffElement): number[] {
  return playersOf(diff).map(({ trace, eventIndex }) =>
    trace!.blocks.find(({ kind }) => kind === 'response')!.chunksAt(eventIndex),
  );
}

async function clickAt(chart: MetricsChartElement, share: number): Promise<void> {
  await sendMouse({ type: 'click', position: plotPoint(chart, share) });
}

afterEach(() => resetMouse());

describe('a chart of a race', () => {
  it('seeks the race, once, to the time since the prompts', async () => {
    const { diff, chart } = await racedChart([long(), short()]);
    let seeks = 0;
    diff.addEventListener('seeking', () => seeks++);
    // The chart's clock goes from 0.5 s before the prompts to 3 s after them.
    await clickAt(chart, 0.5);
    const [first, second] = playersOf(diff);
    expect(diff.currentTime).to.be.closeTo(1.25, 0.02);
    expect([first!.currentTime, second!.currentTime]).to.deep.equal([
      diff.currentTime,
      diff.currentTime + 0.5,
    ]);
    await clickAt(chart, 0);
    expect([seeks, diff.currentTime, second!.currentTime]).to.deep.equal([2, 0, 0.5]);
  });

  for (const [order, traces] of [
    ['first', [long(), short()]],
    ['last', [short(), long()]],
  ] as const)
    it(`keeps the runs at the same number of tokens, with the one that sets the pace ${order}`, async () => {
      const { diff, chart } = await racedChart(traces);
      diff.sync = 'tokens';
      await shown(diff);
      await clickAt(chart, (0.5 + 0.75) / 3.5);
      expect(diff.currentTime).to.be.closeTo(0.75, 0.02);
      expect(tokensOf(diff)).to.deep.equal([7, 7]);
      chartPart(chart, 'plot').focus();
      for (const key of ['Home', '.', '.', 'Enter']) await sendKeys({ press: key });
      expect([diff.currentTime, tokensOf(diff)]).to.deep.equal([0.2, [2, 2]]);
    });

  it('takes a time of the one run that it draws for that run’s own', async () => {
    const { diff, chart } = await racedChart([long(), short()], ['raced-1']);
    diff.sync = 'tokens';
    await shown(diff);
    await clickAt(chart, 0.5);
    expect(playersOf(diff)[1]!.currentTime).to.be.closeTo(1.75, 0.02);
    expect(tokensOf(diff)).to.deep.equal([4, 4]);
  });

  it('seeks players beside the comparison, too', async () => {
    const beside = await playerOf(long());
    beside.id = 'beside';
    const { diff, chart } = await racedChart([long(), short()], ['raced-0', 'raced-1', 'beside']);
    await clickAt(chart, (0.5 + 1) / 3.5);
    expect(beside.currentTime).to.be.closeTo(1, 0.02);
    expect(diff.currentTime).to.equal(beside.currentTime);
  });
});

describe('a chart of more than four runs', () => {
  const message = (chart: MetricsChartElement) => chartPart(chart, 'message').textContent;

  it('says how many of its traces are left out', async () => {
    const chart = await chartOf({ traces: Array.from({ length: 6 }, () => stalledRun().trace()) });
    expect(message(chart)).to.equal('Up to four runs are drawn: 2 more are left out.');
    expect(chart.shadowRoot!.querySelectorAll('[part~=moment]').length).to.equal(4);
    chart.traces = chart.traces.slice(0, 4);
    await until(() => chart.shadowRoot!.querySelector('[part~=message]') === null);
  });

  it('says how many of its players are left out', async () => {
    for (const id of ['one', 'two', 'three', 'four', 'five']) (await playerOf(stalledRun().trace())).id = id;
    const chart = await chartOf({ htmlFor: 'one two three four five' });
    expect(message(chart)).to.equal('Up to four runs are drawn: 1 more is left out.');
  });
});
