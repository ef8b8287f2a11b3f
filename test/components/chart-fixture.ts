import { fixture, html } from '@open-wc/testing';
import type { LitElement } from 'lit';
import type { Trace } from '../../src/trace/index.js';
import '../../src/components/index.js';
import type { MetricsChartElement } from '../../src/components/index.js';
import { buildTrace, type TraceBuilder } from '../helpers/trace-builder.js';

interface ChartSettings {
  traces?: readonly Trace[];
  htmlFor?: string;
  src?: string;
  metrics?: string;
  places?: string;
  widthPx?: number;
}

/** Puts a chart on the page and waits until it is drawn, where there is anything to draw. */
export async function chartOf({ widthPx = 800, ...settings }: ChartSettings): Promise<MetricsChartElement> {
  const holder = await fixture<HTMLElement>(html`<div></div>`);
  holder.style.width = `${widthPx}px`;
  const chart = document.createElement('metrics-chart');
  Object.assign(chart, settings);
  holder.append(chart);
  await drawn(chart);
  return chart;
}

/** Waits until the chart shows what it was told last. */
export async function drawn(chart: MetricsChartElement): Promise<void> {
  // Without anything to draw it refuses, once it is at rest.
  await chart.toBlob().catch(() => undefined);
  await chart.shadowRoot!.querySelector<LitElement>('metrics-chart-view')!.updateComplete;
}

/** The first element of a part; throws when there is none. */
export function chartPart<T extends Element = HTMLElement>(chart: MetricsChartElement, name: string): T {
  const found = chart.shadowRoot!.querySelector<T>(`[part~="${name}"]`);
  if (!found) throw new Error(`The chart has no part ${name}`);
  return found;
}

/** The button with that label. */
export function chartButton(chart: MetricsChartElement, label: string): HTMLButtonElement | undefined {
  return [...chart.shadowRoot!.querySelectorAll('button')].find(
    (button) => button.textContent.trim() === label,
  );
}

export function canvasOf(chart: MetricsChartElement): HTMLCanvasElement {
  return chart.shadowRoot!.querySelector('canvas')!;
}

/** Times and figures at the slider: seconds. */
export function sliderValue(chart: MetricsChartElement, name: 'now' | 'min' | 'max'): number {
  return Number(chartPart(chart, 'plot').getAttribute(`aria-value${name}`));
}

/** The place on the page of a share of the plot's width. */
export function plotPoint(chart: MetricsChartElement, share: number): [x: number, y: number] {
  canvasOf(chart).scrollIntoView({ block: 'center' });
  const { left, top, width, height } = canvasOf(chart).getBoundingClientRect();
  // The axes' margin at the left and the room at the right.
  return [Math.round(left + 56 + share * (width - 70)), Math.round(top + height / 2)];
}

/** A run of 4 s after its prompt: a chunk every 100 ms, and one stall of a second. */
export function stalledRun(details: Parameters<typeof buildTrace>[0] = {}): TraceBuilder {
  const words = Array.from({ length: 15 }, (_, index) => `word${index} `);
  return buildTrace(details)
    .prompt('Hi')
    .memory(500)
    .say(words)
    .memory(900)
    .wait(1000)
    .say(words)
    .memory(700)
    .complete();
}

/** A run of so many choices at the same time, for 4 s: the first gets a chunk every 25 ms, the second every 100 ms, and so on. */
export function choicesRun(count: number): Trace {
  const chunks = Array.from({ length: count }, (_, choice) => {
    const gapMs = 25 + 75 * choice;
    return Array.from({ length: Math.floor(4000 / gapMs) }, (_, at) => ({
      choice,
      timeMs: 200 + choice + at * gapMs,
    }));
  });
  const run = buildTrace().prompt('Hi');
  let nowMs = 0;
  for (const { choice, timeMs } of chunks.flat().sort((left, right) => left.timeMs - right.timeMs)) {
    run.completion(choice === 0 ? 'c1' : `c1#${choice}`).wait(timeMs - nowMs);
    run.say(['a '], 0);
    nowMs = timeMs;
  }
  return run.trace();
}

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

/** A picture as its pixels, four bytes each. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** The pixels of a picture, as a PNG holds them. */
export async function pixelsOf(picture: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

/** What a colour is as a pixel. */
export function pixelOf(colour: string): Pixel {
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data] as unknown as Pixel;
}

/** The rows of the pixels that have about that colour, from the top on. */
export function rowsLike({ width, data }: Picture, colour: Pixel): number[] {
  const rows: number[] = [];
  for (let at = 0; at < data.length; at += 4) {
    let channel = 0;
    while (channel < 4 && Math.abs(data[at + channel]! - colour[channel]!) <= 6) channel++;
    if (channel === 4) rows.push(Math.floor(at / 4 / width));
  }
  return rows;
}

/** One of the elements' own colours, as the chart has it now. */
export function chartColour(chart: MetricsChartElement, name: string): Pixel {
  return pixelOf(getComputedStyle(chart.shadowRoot!.querySelector(`[data-colour="${name}"]`)!).color);
}
