import type { PhaseKind } from '../../trace/run-phases.js';
import type { MarkerKind } from '../../engine/markers.js';
import { flowParts, type TextMeasure } from './flow-text.js';
import type { ChartRun } from './chart-run.js';
import type { Lane } from './lanes.js';

/** Sizes in CSS pixels. */
export const FONT_PX = 12;
export const AXIS_WIDTH = 56;
export const AXIS_HEIGHT = 40;
export const RIGHT_MARGIN = 14;
export const STRIP_HEIGHT = 16;
const STRIP_SLOT = 30;
const LEGEND_ROW = 20;
const LEGEND_GAP = 18;
export const SAMPLE_WIDTH = 26;
const TITLE_HEIGHT = 24;
export const NOTE_ROW = 16;
const LANE_HEIGHT = 84;
const LANE_GAP = 6;
const EDGE = 6;

/** How many places for values a chart of some width has: one for each pixel of the screen. */
export function bucketsIn(width: number): number {
  return Math.max(1, Math.round((width - AXIS_WIDTH - RIGHT_MARGIN) * devicePixelRatio));
}

/** What a chart explains: a run's line with what is to be known of it, a phase's shading, a marker's shape. */
export type LegendEntry =
  | { readonly kind: 'run'; readonly run: ChartRun; readonly parts: readonly string[] }
  | { readonly kind: 'phase'; readonly phase: PhaseKind; readonly parts: readonly string[] }
  | { readonly kind: 'marker'; readonly marker: MarkerKind; readonly parts: readonly string[] };

/** A lane's name, and what is to be known of it. */
export interface LaneTitle {
  readonly name: string;
  readonly notes: readonly string[];
}

/** A line of the legend; `entry` has its sample drawn before it, the lines after that have none. */
export interface LegendLine {
  readonly entry?: LegendEntry;
  readonly text: string;
  readonly left: number;
  readonly top: number;
}

/** Where a lane stands, from the top of the plot on. */
export interface LaneSlot {
  readonly lane: Lane;
  readonly name: string;
  /** Beside the name where `noteLeft` says so, else under it. */
  readonly notes: readonly string[];
  readonly noteLeft: number;
  readonly top: number;
  readonly bodyTop: number;
  /** 0 for a lane without a curve: only its title stands there. */
  readonly bodyHeight: number;
}

/** Where everything stands in a chart of some width, in CSS pixels from its upper left corner unless said otherwise. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly legend: readonly LegendLine[];
  readonly strips: readonly { readonly run: ChartRun; readonly top: number }[];
  readonly slots: readonly LaneSlot[];
  readonly plotTop: number;
  readonly plotHeight: number;
}

/** What there is to lay out. */
export interface SceneContent {
  readonly width: number;
  readonly legend: readonly LegendEntry[];
  readonly runs: readonly ChartRun[];
  readonly lanes: readonly Lane[];
  readonly titles: readonly LaneTitle[];
}

/** Lays out a chart. */
export function layOut(
  { width, legend: entries, runs, lanes, titles }: SceneContent,
  measure: TextMeasure,
): Scene {
  const legend = flowLegend(width, entries, measure);
  const legendBottom = (legend.at(-1)?.top ?? EDGE - LEGEND_ROW) + LEGEND_ROW + 4;
  const strips = runs.map((run, index) => ({ run, top: legendBottom + index * STRIP_SLOT }));
  const plotTop = legendBottom + strips.length * STRIP_SLOT;
  const plotWidth = width - AXIS_WIDTH - RIGHT_MARGIN;
  let bottom = 0;
  const slots = lanes.map((lane, index) => {
    const slot = laneSlot(lane, titles[index]!, bottom, plotWidth, measure);
    bottom = slot.bodyTop + slot.bodyHeight + (slot.bodyHeight > 0 ? LANE_GAP : 0);
    return slot;
  });
  const plotHeight = bottom + LANE_GAP;
  return { width, height: plotTop + plotHeight + AXIS_HEIGHT, legend, strips, slots, plotTop, plotHeight };
}

function laneSlot(
  lane: Lane,
  { name, notes }: LaneTitle,
  top: number,
  plotWidth: number,
  measure: TextMeasure,
): LaneSlot {
  // Names are bold, which is a little wider.
  const noteLeft = measure(name) * 1.1 + 14;
  const beside = flowParts(notes, Infinity, measure);
  const isBeside = notes.length === 0 || noteLeft + measure(beside[0]!) <= plotWidth;
  const lines = isBeside ? beside : flowParts(notes, plotWidth, measure);
  const titleHeight = TITLE_HEIGHT + (isBeside ? 0 : lines.length * NOTE_ROW);
  const bodyHeight = lane.curves.length > 0 ? LANE_HEIGHT : 0;
  return {
    lane,
    name,
    notes: lines,
    noteLeft: isBeside ? noteLeft : 0,
    top,
    bodyTop: top + titleHeight,
    bodyHeight,
  };
}

/** Entries beside each other, in as many rows as they need; runs before what explains phases and markers. */
function flowLegend(width: number, entries: readonly LegendEntry[], measure: TextMeasure): LegendLine[] {
  const lines: LegendLine[] = [];
  let left = EDGE;
  let top = EDGE;
  const breakRow = () => {
    if (left > EDGE) top += LEGEND_ROW;
    left = EDGE;
  };
  entries.forEach((entry, index) => {
    if (entry.kind !== 'run' && entries[index - 1]?.kind === 'run') breakRow();
    const texts = flowParts(entry.parts, width - EDGE * 2 - SAMPLE_WIDTH, measure);
    const entryWidth = SAMPLE_WIDTH + Math.max(...texts.map(measure));
    if (texts.length > 1 || left + entryWidth > width - EDGE) breakRow();
    texts.forEach((text, row) => {
      if (row > 0) top += LEGEND_ROW;
      lines.push({ entry: row === 0 ? entry : undefined, text, left, top });
    });
    left += entryWidth + LEGEND_GAP;
    if (texts.length > 1) breakRow();
  });
  return lines;
}
