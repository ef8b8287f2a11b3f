import { expect, waitFor } from 'storybook/test';
import type { Meta } from '@storybook/web-components-vite';
import '../../src/components/index.js';
import type { TracePlayerElement } from '../../src/components/index.js';
import { agentRun, choicesRun, countedRun, failedRun, plainRun, reasoningRun } from '../runs/runs.js';
import {
  buttonOf,
  type ChartArgs,
  type ChartStory,
  drawnChartIn,
  pressKeys,
  readIn,
  renderChart,
  theOne,
  waitToRead,
} from './chart-story.js';

/** The figures of runs over time, on one canvas. */
const meta: Meta<ChartArgs> = {
  title: 'Metrics chart',
  component: 'metrics-chart',
  render: renderChart,
  args: { runs: [reasoningRun] },
};
export default meta;

/** One run: its phases shade the plot, its marks stand under them, a stall is a plateau of latency. */
export const OneRun: ChartStory = {
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    await expect(theOne(chart, 'plot')).toHaveAccessibleName('Metrics over time: example-8b');
    await expect(readIn(chart, 'moments')).toMatch(/at the end Response complete .*≈ \d+ tokens/);
  },
};

/** Two runs on one clock, from the moment at which each prompt was sent: colour, letter and dash tell them apart. */
export const TwoRuns: ChartStory = {
  args: { runs: [reasoningRun, countedRun] },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    await waitToRead(chart, 'moments', /A Tokens\/s ≈ .* B Tokens\/s \d/);
    await expect(readIn(chart, 'moments')).toMatch('no memory was recorded');
  },
};

/** As many as can be told apart. */
export const FourRuns: ChartStory = {
  args: { runs: [reasoningRun, countedRun, plainRun, failedRun] },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    await expect(chart.shadowRoot!.querySelectorAll('[part=moment]')).toHaveLength(4);
  },
};

/** There is no place for a fifth run, which is said. */
export const FiveRuns: ChartStory = {
  args: { runs: [reasoningRun, countedRun, plainRun, failedRun, plainRun] },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    await expect(readIn(chart, 'message')).toBe('Up to four runs are drawn: 1 more is left out.');
  },
};

/** Two choices of one request come at the same time: each has its line, and its columns in the table. */
export const AtTheSameTime: ChartStory = {
  args: { runs: [choicesRun] },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    buttonOf(chart, 'Show table').click();
    await waitToRead(chart, 'table', /Tokens\/s, line 1 .*Tokens\/s, line 2/);
  },
};

/** Beside its player: the playhead moves with it, and a moment that is chosen is sought. */
export const WithItsPlayer: ChartStory = {
  args: { withPlayers: true },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    const player = canvasElement.querySelector<TracePlayerElement>('trace-player')!;
    player.currentTime = 3;
    await waitToRead(chart, 'moments', /^3\.000 s at the playhead/);
    await pressKeys(chart, 'Home', '.', 'Enter');
    await expect(player.currentTime).toBeCloseTo(0.382, 2);
  },
};

/** Two players under way: both playheads stand on one clock. */
export const WithTwoPlayers: ChartStory = {
  args: { runs: [reasoningRun, countedRun], withPlayers: true },
  // Two players on a page have a transcript each, by the same name.
  parameters: { a11y: { config: { rules: [{ id: 'landmark-unique', enabled: false }] } } },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    await waitFor(() => expect(chart.shadowRoot!.querySelectorAll('[part=playhead]')).toHaveLength(2));
    await pressKeys(chart, 'Home', '.', '.', '.', 'Enter');
    const [left, right] = canvasElement.querySelectorAll<TracePlayerElement>('trace-player');
    await expect(left!.currentTime).toBeCloseTo(right!.currentTime, 2);
  },
};

/** A part of the run, chosen by keys or a drag; a button, a double click and 0 show all again. */
export const Zoomed: ChartStory = {
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    await pressKeys(chart, 'Home', 'PageUp', 'PageUp', '+', '+');
    await expect(buttonOf(chart, 'Show all')).toBeVisible();
    await waitToRead(chart, 'moments', 'at the cursor');
  },
};

/** The same values as a table, which says which of them it holds. */
export const Table: ChartStory = {
  args: { runs: [plainRun], metrics: 'tokens_per_second itl cumulative_tokens' },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    buttonOf(chart, 'Show table').click();
    await waitToRead(chart, 'table', 'Inter-token latency, ms');
    await expect(chart.shadowRoot!.querySelectorAll('tbody tr').length).toBeGreaterThan(50);
    await expect(chart.shadowRoot!.getElementById('table-note')!.innerText).toMatch(/^All \d+ chunks/);
  },
};

/** No memory was recorded: there is no curve, and no zero in its place. */
export const NoMemory: ChartStory = {
  args: { runs: [plainRun] },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    await expect(readIn(chart, 'moments')).toMatch('Memory no memory was recorded');
  },
};

/** Several completions with tools between them: lines break where the model did not write. */
export const Agent: ChartStory = {
  args: { runs: [agentRun] },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    await pressKeys(chart, 'Home', '.');
    await expect(readIn(chart, 'around')).toMatch(/^Reasoning/);
  },
};

/** Times that a file did not have, and a run that no model made, are marked in the picture, too. */
export const EstimatedTimes: ChartStory = {
  args: { runs: [() => reasoningRun({ timing: 'estimated' })] },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    await expect((await chart.toBlob()).type).toBe('image/png');
  },
};

export const Light: ChartStory = {
  args: { runs: [reasoningRun, countedRun], scheme: 'light' },
  play: async ({ canvasElement }) => void (await drawnChartIn(canvasElement)),
};

export const Dark: ChartStory = {
  args: { runs: [reasoningRun, countedRun], scheme: 'dark' },
  play: async ({ canvasElement }) => void (await drawnChartIn(canvasElement)),
};

/** As wide as a phone: texts that have no room beside each other stand in rows. */
export const Phone: ChartStory = {
  args: { runs: [reasoningRun, countedRun], width: 360 },
  play: async ({ canvasElement }) => {
    const chart = await drawnChartIn(canvasElement);
    const frame = theOne(chart, 'chart');
    await expect(frame.getBoundingClientRect().width).toBe(360);
    await expect(frame.scrollWidth).toBeLessThanOrEqual(360);
  },
};
