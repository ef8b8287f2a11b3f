import { lowerBound, upperBound } from '../../trace/bounds.js';
import type { ChartDrawing } from './chart-drawing.js';
import type { ChartCommands } from './chart-keys.js';
import type { PointerCommands } from './chart-pointer.js';
import type { ChartRun } from './chart-run.js';
import { MetricsSeekEvent } from './metrics-seek-event.js';
import { seekRuns } from './seek-runs.js';
import { type ViewRange, viewShowing, withinView, zoomed } from './view-range.js';

/** The element that a chart stands in, as far as its cursor is concerned. */
export interface CursorHost extends HTMLElement {
  /** The cursor was moved by hand. */
  handleCursor(): void;
  showSelection(fromX?: number, toX?: number): void;
}

/** The place in a chart that a reader points at, by a pointer or by keys, and what is done from there. */
export class ChartCursor implements ChartCommands, PointerCommands {
  /** On the chart's clock; undefined while nothing is pointed at. */
  timeMs?: number;
  readonly #drawing: ChartDrawing;
  readonly #host: CursorHost;

  constructor(drawing: ChartDrawing, host: CursorHost) {
    this.#drawing = drawing;
    this.#host = host;
  }

  hover(clientX: number | undefined): void {
    this.timeMs = clientX === undefined ? undefined : this.#timeAt(clientX);
    this.#host.handleCursor();
  }

  select(fromX?: number, toX?: number): void {
    const left = this.#left;
    if (fromX === undefined || toX === undefined) this.#host.showSelection();
    else this.#host.showSelection(fromX - left, toX - left);
  }

  zoomTo(fromX: number, toX: number): void {
    const [from, to] = [this.#timeAt(fromX), this.#timeAt(toX)];
    if (from === undefined || to === undefined || from === to) return;
    this.#show({ startMs: Math.min(from, to), endMs: Math.max(from, to) });
  }

  seekTo(clientX: number): void {
    this.#seek(this.#timeAt(clientX));
  }

  seekToCursor(): void {
    this.#seek(this.timeMs);
  }

  moveCursor(share: number): void {
    const { frame } = this.#drawing;
    if (frame) this.#point(this.placeMs + share * (frame.view.endMs - frame.view.startMs));
  }

  stepChunk(direction: -1 | 1): void {
    const fromMs = this.placeMs;
    const next = this.#drawing.runs.flatMap(({ chunks, originMs }) => {
      const { times } = chunks.curve('tokens');
      // A hundredth of a millisecond aside, so that rounding finds no chunk twice.
      const index =
        direction > 0
          ? upperBound(times, fromMs + originMs + 0.01)
          : lowerBound(times, fromMs + originMs - 0.01) - 1;
      return index >= 0 && index < times.length ? [times[index]! - originMs] : [];
    });
    if (next.length > 0) this.#point(direction > 0 ? Math.min(...next) : Math.max(...next));
  }

  goToEnd(end: 'start' | 'end'): void {
    const { frame } = this.#drawing;
    if (frame) this.#point(end === 'start' ? frame.full.startMs : frame.full.endMs);
  }

  zoom(factor: number): void {
    const { frame } = this.#drawing;
    if (frame) this.#show(zoomed(frame.view, factor, withinView(this.placeMs, frame.view)));
  }

  /** Shows all again, or where that is so, points at nothing. */
  restore(): boolean {
    const isZoomed = this.#drawing.frame?.isZoomed ?? false;
    if (isZoomed) this.#show(undefined);
    else if (this.timeMs === undefined) return false;
    else this.timeMs = undefined;
    this.#host.handleCursor();
    return true;
  }

  /** What is pointed at; else where the player stands that is furthest; else the end. */
  get placeMs(): number {
    const { frame, runs } = this.#drawing;
    const playheads = runs.flatMap(({ playheadMs }) => playheadMs ?? []);
    return this.timeMs ?? (playheads.length > 0 ? Math.max(...playheads) : (frame?.full.endMs ?? 0));
  }

  /** The same for one run: its own player's place. */
  placeIn({ playheadMs }: ChartRun): number {
    return this.timeMs ?? playheadMs ?? this.placeMs;
  }

  /** Moves the cursor, and the view with it where it would leave that. */
  #point(timeMs: number): void {
    const frame = this.#drawing.frame!;
    this.timeMs = withinView(timeMs, frame.full);
    if (frame.isZoomed) this.#show(viewShowing(frame.view, this.timeMs));
    this.#host.handleCursor();
  }

  #show(view: ViewRange | undefined): void {
    this.#drawing.zoom = view;
    this.#drawing.draw();
  }

  #seek(timeMs: number | undefined): void {
    if (timeMs === undefined) return;
    const { host } = this.#host.getRootNode() as ShadowRoot;
    if (!host.dispatchEvent(new MetricsSeekEvent(timeMs / 1000))) return;
    seekRuns(this.#drawing.runs, timeMs);
  }

  #timeAt(clientX: number): number | undefined {
    return this.#drawing.scale?.timeAt(clientX - this.#left);
  }

  get #left(): number {
    return this.#drawing.canvas?.getBoundingClientRect().left ?? 0;
  }
}
