import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, waitFor } from 'storybook/test';
import type { StoryObj } from '@storybook/web-components-vite';
import type { MetricsChartElement, TracePlayerElement } from '../../src/components/index.js';
import type { RunBuilder } from '../runs/run-builder.js';

/** What a story tells its chart. */
export interface ChartArgs {
  /** The runs that are drawn, in their order. */
  runs: readonly (() => RunBuilder)[];
  /** Puts a player of each run above the chart, which follows them. */
  withPlayers?: boolean;
  metrics?: string;
  scheme?: 'light' | 'dark';
  /** Pixels; without it, as wide as there is room. */
  width?: number;
}

export type ChartStory = StoryObj<ChartArgs>;

const PATIENCE = { timeout: 8000 };

/** Shows the chart of a story. */
export function renderChart({ runs, withPlayers, metrics = '', scheme, width }: ChartArgs): TemplateResult {
  const background = { light: '#f4f5f7', dark: '#090b0f' };
  const style = [
    scheme && `color-scheme: ${scheme}; background: ${background[scheme]}; padding: 16px`,
    width && `inline-size: ${width}px`,
  ];
  const ids = runs.map((_, index) => `run-${index + 1}`);
  return html`<div style=${style.filter(Boolean).join('; ') || nothing}>
    ${withPlayers ? runs.map((run, index) => renderPlayer(ids[index]!, run)) : nothing}
    <metrics-chart
      for=${withPlayers ? ids.join(' ') : nothing}
      metrics=${metrics || nothing}
      ${ref((element) => !withPlayers && showRuns(element as MetricsChartElement | undefined, runs))}
    ></metrics-chart>
  </div>`;
}

function renderPlayer(id: string, run: () => RunBuilder): TemplateResult {
  return html`<trace-player
    id=${id}
    style="margin-block-end: 12px"
    ${ref((element) => showRun(element as TracePlayerElement | undefined, run))}
  ></trace-player>`;
}

/** Hands the runs over, once: setting them again would draw them anew. */
function showRuns(chart: MetricsChartElement | undefined, runs: ChartArgs['runs']): void {
  if (chart && chart.traces.length === 0) chart.traces = runs.map((run) => run().trace());
}

function showRun(player: TracePlayerElement | undefined, run: () => RunBuilder): void {
  if (player && !player.trace) player.trace = run().trace();
}

/** The story's chart, once it has drawn its runs. */
export async function drawnChartIn(canvas: HTMLElement): Promise<MetricsChartElement> {
  await customElements.whenDefined('metrics-chart');
  const chart = canvas.querySelector<MetricsChartElement>('metrics-chart')!;
  await waitFor(() => expect(chart.shadowRoot!.querySelector('canvas')).not.toBeNull(), PATIENCE);
  await chart.toBlob();
  return chart;
}

/** The one element of that part. */
export function theOne(chart: MetricsChartElement, part: string): HTMLElement {
  const elements = chart.shadowRoot!.querySelectorAll<HTMLElement>(`[part~="${part}"]`);
  if (elements.length !== 1)
    throw new Error(`There are ${elements.length} elements of part ${part}, not one`);
  return elements[0]!;
}

/** The text that a user reads in all elements of that part, with runs of white space as one space. */
export function readIn(chart: MetricsChartElement, part: string): string {
  const elements = chart.shadowRoot!.querySelectorAll<HTMLElement>(`[part~="${part}"]`);
  return [...elements]
    .map(({ innerText }) => innerText)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The button that a user reads that on. */
export function buttonOf(chart: MetricsChartElement, label: string): HTMLButtonElement {
  const buttons = chart.shadowRoot!.querySelectorAll('button');
  const found = [...buttons].find(({ innerText }) => innerText.trim() === label);
  if (!found) throw new Error(`There is no button ${label}`);
  return found;
}

/** Waits until a user reads that in a part. */
export async function waitToRead(
  chart: MetricsChartElement,
  part: string,
  what: string | RegExp,
): Promise<void> {
  await waitFor(() => expect(readIn(chart, part)).toMatch(what), PATIENCE);
}

/** Presses keys on the chart, one after the other. */
export async function pressKeys(chart: MetricsChartElement, ...keys: readonly string[]): Promise<void> {
  const plot = theOne(chart, 'plot');
  plot.focus();
  for (const key of keys)
    plot.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
  await chart.toBlob();
}
