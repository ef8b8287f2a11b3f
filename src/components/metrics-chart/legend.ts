import { markers } from '../../engine/markers.js';
import { runPhases } from '../../trace/run-phases.js';
import { MOST_LINES } from '../../trace/series/chunk-series.js';
import { strings } from '../strings.js';
import type { ChartRun } from './chart-run.js';
import { chartWords } from './chart-words.js';
import type { Curve, Lane } from './lanes.js';
import { markName } from './moment-view.js';
import type { LaneTitle, LegendEntry } from './scene.js';

const PHASES = ['waiting', 'reasoning', 'response', 'tools'] as const;
const MARKS = ['first_token', 'reasoning_completed', 'tool_call', 'response_completed', 'error'] as const;

/** What a chart of these runs has to explain: the runs with what is not measured of them, and the phases and marks in them. */
export function legendOf(runs: readonly ChartRun[]): LegendEntry[] {
  const phases = new Set(runs.flatMap(({ trace }) => runPhases(trace).map(({ kind }) => kind)));
  const marks = new Set(runs.flatMap(({ trace }) => markers(trace).map(({ kind }) => kind)));
  const { phaseNames } = chartWords();
  return [
    ...runs.map((run) => ({ kind: 'run', run, parts: runParts(run, runs.length > 1) }) as const),
    ...PHASES.filter((kind) => phases.has(kind)).map(
      (phase) => ({ kind: 'phase', phase, parts: [phaseNames[phase]] }) as const,
    ),
    ...MARKS.filter((kind) => marks.has(kind)).map(
      (marker) => ({ kind: 'marker', marker, parts: [markName(marker)] }) as const,
    ),
  ];
}

/** A lane's name, and what is to be known of it: what its memory is of, whose lines are several, and the runs that tell nothing. */
export function laneTitle({ key, missing, curves }: Lane, runs: readonly ChartRun[]): LaneTitle {
  const words = chartWords();
  const name = words.metricNames[key];
  const missingText = words.metricMissing[key];
  if (curves.length === 0) return { name, notes: [missingText] };
  const scopes =
    key === 'memory' || key === 'memory_ratio' ? curves.map(({ run }) => scopeText(run, runs)) : [];
  const gaps = missing.map(({ letter }) => words.metricMissingIn(letter, missingText));
  const lines = key === 'tokens_per_second' || key === 'itl' ? lineTexts(curves, runs.length > 1) : [];
  return { name, notes: [...new Set(scopes), ...lines, ...gaps] };
}

/** What the lines of each run's completions are, where these are at the same time. */
function lineTexts(curves: readonly Curve[], isOneOfMany: boolean): string[] {
  const words = chartWords();
  return [...new Set(curves.map(({ run }) => run))].flatMap((run) => {
    const lines = Math.max(...curves.map((curve) => (curve.run === run ? (curve.line ?? 0) : 0)));
    if (lines === 0 && !run.chunks.isCrowded) return [];
    const text = lines > 0 ? words.concurrentLines(lines) : words.crowdedLine(MOST_LINES);
    return [isOneOfMany ? words.scopeIn(run.letter, text) : text];
  });
}

function scopeText({ letter, memory }: ChartRun, runs: readonly ChartRun[]): string {
  const name = strings().memoryScope[memory!.scope];
  const isShared = runs.every((run) => !run.memory || run.memory.scope === memory!.scope);
  return isShared ? name : chartWords().scopeIn(letter, name);
}

function runParts(run: ChartRun, isOneOfMany: boolean): string[] {
  const { info } = run.trace;
  const words = strings();
  const notes = [
    info.simulated && words.simulated,
    info.timing === 'estimated' && words.estimated,
    info.timing === 'server' && words.serverTimesShort,
    run.isApproximate && chartWords().chunksCounted,
  ].filter((note) => typeof note === 'string');
  const name = info.model || words.player('');
  return [isOneOfMany ? `${run.letter}  ${name}` : name, ...notes];
}
