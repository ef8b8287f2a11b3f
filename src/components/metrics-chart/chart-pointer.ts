/** What a pointer does to a chart. Places are pixels of the page. */
export interface PointerCommands {
  /** The pointer rests here, or has left. */
  hover(clientX: number | undefined): void;
  /** The stretch that is being dragged over; none when that has ended. */
  select(fromX?: number, toX?: number): void;
  zoomTo(fromX: number, toX: number): void;
  seekTo(clientX: number): void;
  restore(): void;
}

/** A pointer that moved no further than this was not dragged. */
const DRAG_PX = 5;

/** Tells hovering, clicking, double clicking and dragging apart. Buttons but the first are the browser's, for its menu. */
export class ChartPointer {
  readonly #chart: PointerCommands;
  #downX?: number;
  #isDragging = false;

  constructor(chart: PointerCommands) {
    this.#chart = chart;
  }

  readonly handleDown = (event: PointerEvent): void => {
    if (event.button !== 0 || !event.isPrimary) return;
    this.#downX = event.clientX;
    this.#isDragging = false;
  };

  readonly handleMove = (event: PointerEvent): void => {
    this.#chart.hover(event.clientX);
    if (this.#downX === undefined) return;
    if (!this.#isDragging && Math.abs(event.clientX - this.#downX) <= DRAG_PX) return;
    // Not before: a captured pointer takes the click away from what lies inside.
    if (!this.#isDragging) (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#isDragging = true;
    this.#chart.select(this.#downX, event.clientX);
  };

  readonly handleUp = (event: PointerEvent): void => {
    const fromX = this.#downX;
    this.#downX = undefined;
    if (!this.#isDragging || fromX === undefined) return;
    this.#chart.select();
    this.#chart.zoomTo(fromX, event.clientX);
  };

  readonly handleCancel = (): void => {
    this.#downX = undefined;
    this.#isDragging = false;
    this.#chart.select();
  };

  readonly handleLeave = (): void => this.#chart.hover(undefined);

  readonly handleClick = (event: MouseEvent): void => {
    // The second click of a double click restores; one that ends a drag has zoomed.
    if (!this.#isDragging && event.detail < 2) this.#chart.seekTo(event.clientX);
    this.#isDragging = false;
  };

  readonly handleDoubleClick = (): void => this.#chart.restore();
}
