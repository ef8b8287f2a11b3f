import uPlot from 'uplot';
import { rateText } from '../shared/figure-text.js';
import type { LaneRange } from './lane-range.js';
import type { Lane, LaneKey } from './lanes.js';
import { runColour, runDash } from './palette.js';
import type { PlotColumn } from './plot-columns.js';
import type { PlotModel } from './plot-model.js';
import { AXIS_HEIGHT, AXIS_WIDTH, FONT_PX, type LaneSlot, RIGHT_MARGIN, type Scene } from './scene.js';
import { timeTicks, tickTexts } from './time-axis.js';

/** So few values are drawn as points, too: a line between two of them is easily overlooked. */
const MOST_POINTS = 24;

/** How uPlot draws a model: every lane is a scale of its own, whose range places it at its height in one plot. */
export function plotOptions(
  model: PlotModel,
  scene: Scene,
  rangeOf: (key: LaneKey) => LaneRange,
): Omit<uPlot.Options, 'hooks'> {
  const drawn = scene.slots.filter(({ bodyHeight }) => bodyHeight > 0);
  return {
    width: scene.width,
    height: scene.height,
    padding: [scene.plotTop, RIGHT_MARGIN, 0, AXIS_WIDTH],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: false, range: (_, min, max) => [min, max] },
      ...Object.fromEntries(drawn.map((slot) => [slot.lane.key, laneScale(slot, scene, rangeOf)])),
    },
    axes: [timeAxis(model), ...drawn.map((slot) => laneAxis(slot.lane, model, rangeOf))],
    series: [{}, ...drawn.flatMap(({ lane }) => laneSeries(lane, model))],
  };
}

function laneScale(
  { lane, bodyTop, bodyHeight }: LaneSlot,
  { plotHeight }: Scene,
  rangeOf: (key: LaneKey) => LaneRange,
): uPlot.Scale {
  return {
    range: () => {
      const { low, high } = rangeOf(lane.key);
      const perPixel = (high - low) / bodyHeight;
      const below = plotHeight - bodyTop - bodyHeight;
      return [low - below * perPixel, high + bodyTop * perPixel];
    },
  };
}

function laneSeries({ key, curves }: Lane, { palette }: PlotModel): uPlot.Series[] {
  return curves.map(({ run, shape }) => ({
    scale: key,
    stroke: runColour(palette, run.place),
    width: 1.5,
    dash: runDash(run.place),
    paths:
      shape === 'line' ? uPlot.paths.linear!() : uPlot.paths.stepped!({ align: shape === 'gap' ? -1 : 1 }),
    points: {
      show: (plot, index) => isSparse(plot.data[index] as PlotColumn),
      filter: (plot, index, isShown) => (isShown ? samplePlaces(plot.data[index] as PlotColumn) : null),
      size: 4,
      fill: runColour(palette, run.place),
    },
  }));
}

function isSparse(column: PlotColumn): boolean {
  let count = 0;
  for (const value of column) if (value != null && ++count > MOST_POINTS) return false;
  return true;
}

/** Where a column holds samples: not where a line crosses the ends of the view, nor where a value holds until the run's end. */
function samplePlaces(column: PlotColumn): number[] {
  const places: number[] = [];
  for (let place = 1; place < column.length - 1; place++) {
    const isFirstOfBucket = place % 2 === 1;
    if (column[place] != null && (isFirstOfBucket || column[place - 1] != null)) places.push(place);
  }
  return places;
}

function timeAxis({ palette, axisLabel }: PlotModel): uPlot.Axis {
  const { colours, fontFamily } = palette;
  return {
    scale: 'x',
    stroke: colours.dim,
    font: `${FONT_PX}px ${fontFamily}`,
    grid: { stroke: colours.line, width: 1 },
    ticks: { stroke: colours.line, size: 4, width: 1 },
    gap: 3,
    size: AXIS_HEIGHT - 18,
    label: axisLabel,
    labelFont: `${FONT_PX}px ${fontFamily}`,
    labelSize: 18,
    labelGap: 0,
    space: 64,
    incrs: timeTicks,
    values: (_, ticks) => tickTexts(ticks as number[]),
  };
}

function laneAxis({ key }: Lane, { palette }: PlotModel, rangeOf: (key: LaneKey) => LaneRange): uPlot.Axis {
  const { colours, fontFamily } = palette;
  return {
    scale: key,
    side: 3,
    // All lanes' axes stand in the margin at the left, one above the other: to uPlot they have no width of their own.
    size: 0,
    gap: 4,
    stroke: colours.dim,
    font: `${FONT_PX - 1}px ${fontFamily}`,
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
    space: 30,
    splits: (_, __, ___, ____, step) => laneTicks(rangeOf(key), step),
    values: (_, ticks) => ticks.map((tick) => valueText(key, tick)),
  };
}

function laneTicks({ low, high }: LaneRange, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.min(12, Math.floor(high / step + 1e-9) - first + 1);
  return Array.from({ length: Math.max(0, count) }, (_, place) =>
    Number(((first + place) * step).toPrecision(12)),
  );
}

/** A value on an axis: no more digits than its step needs. */
function valueText(key: LaneKey, value: number): string {
  const shown = key === 'memory_ratio' ? value * 100 : value;
  if (Math.abs(shown) >= 999.5) return rateText(shown);
  return String(Number(shown.toPrecision(6)));
}
