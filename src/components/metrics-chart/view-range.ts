/** A stretch of a chart's clock, in milliseconds. */
export interface ViewRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** Nothing shorter is shown: no clock of a run tells more. */
const SHORTEST_MS = 2;

/** The part of `view` that lies in `full`, at least 2 ms long; undefined where that is all of it. */
export function boundedView(view: ViewRange, full: ViewRange): ViewRange | undefined {
  const lengthMs = Math.max(SHORTEST_MS, view.endMs - view.startMs);
  if (lengthMs >= full.endMs - full.startMs) return undefined;
  const startMs = Math.min(Math.max(full.startMs, view.startMs), full.endMs - lengthMs);
  return { startMs, endMs: startMs + lengthMs };
}

/** The view made `factor` times as long, with `aroundMs` staying where it is. */
export function zoomed(view: ViewRange, factor: number, aroundMs: number): ViewRange {
  return {
    startMs: aroundMs - (aroundMs - view.startMs) * factor,
    endMs: aroundMs + (view.endMs - aroundMs) * factor,
  };
}

/** The view moved as little as shows a time. */
export function viewShowing(view: ViewRange, timeMs: number): ViewRange {
  const byMs = timeMs < view.startMs ? timeMs - view.startMs : Math.max(0, timeMs - view.endMs);
  return { startMs: view.startMs + byMs, endMs: view.endMs + byMs };
}

/** A time kept within a view. */
export function withinView(timeMs: number, { startMs, endMs }: ViewRange): number {
  return Math.min(endMs, Math.max(startMs, timeMs));
}
