/** Follows a pointer that drags over something as wide as what it chooses from, and tells the share that it is at, 0 to 1. */
export class Scrubber {
  readonly #onShare: (share: number) => void;
  #dragged?: DOMRect;

  constructor(onShare: (share: number) => void) {
    this.#onShare = onShare;
  }

  readonly handlePointerdown = (event: PointerEvent): void => {
    if (event.button !== 0 || !event.isPrimary) return;
    const slider = event.currentTarget as HTMLElement;
    slider.setPointerCapture(event.pointerId);
    this.#dragged = slider.getBoundingClientRect();
    this.#tell(event);
  };

  readonly handlePointermove = (event: PointerEvent): void => {
    if (this.#dragged) this.#tell(event);
  };

  readonly handlePointerup = (): void => {
    this.#dragged = undefined;
  };

  #tell({ clientX }: PointerEvent): void {
    const { left, width } = this.#dragged!;
    this.#onShare(Math.min(1, Math.max(0, (clientX - left) / width)));
  }
}
