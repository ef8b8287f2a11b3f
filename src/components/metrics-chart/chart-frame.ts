import { chartWords } from './chart-words.js';
import type { ChartRun } from './chart-run.js';
import { type Lane, lanesOf } from './lanes.js';
import { laneTitle, legendOf } from './legend.js';
import type { MetricName } from './metric-name.js';
import type { Palette } from './palette.js';
import type { PlotModel } from './plot-model.js';
import { boundedView, type ViewRange } from './view-range.js';

/** What is drawn at a time: the runs, their lanes, all of the clock and the part of it in view. */
export interface ChartFrame {
  readonly runs: readonly ChartRun[];
  readonly lanes: readonly Lane[];
  readonly full: ViewRange;
  readonly view: ViewRange;
  readonly isZoomed: boolean;
}

/** Takes the runs as they are now. `zoom` is the part to show, as far as there is one. */
export function chartFrame(
  runs: readonly ChartRun[],
  metrics: readonly MetricName[],
  zoom: ViewRange | undefined,
): ChartFrame {
  // A single run keeps its player's own clock; several share one that begins when the prompt was sent.
  for (const run of runs) run.originMs = runs.length > 1 ? run.promptSentMs : 0;
  const startMs = Math.min(0, ...runs.map((run) => -run.originMs));
  const endMs = Math.max(...runs.map((run) => run.endMs - run.originMs));
  const full = { startMs, endMs: endMs > startMs ? endMs : startMs + 1 };
  const bounded = zoom && boundedView(zoom, full);
  return {
    runs,
    lanes: lanesOf(runs, metrics),
    full,
    view: bounded ?? full,
    isZoomed: bounded !== undefined,
  };
}

/** How a frame is drawn at a width, in colours. */
export function plotModel(frame: ChartFrame, width: number, palette: Palette): PlotModel {
  const { runs, lanes, view } = frame;
  const words = chartWords();
  return {
    runs,
    lanes,
    view,
    width,
    palette,
    legend: legendOf(runs),
    titles: lanes.map((lane) => laneTitle(lane, runs)),
    axisLabel: runs.length > 1 ? words.axisSincePrompt : words.axisTime,
  };
}
