/** What a frame tells its parent: how high it should be, in CSS pixels, at the width that it has. */
interface HeightMessage {
  readonly type: 'trace-player-height';
  readonly height: number;
}

/** What a parent may ask at any time. */
const QUESTION = 'trace-player-height?';

/** Tells the page around a frame how high the frame should be: at first, whenever that changes, and when it is asked. */
export class FrameHeight {
  readonly #measure: (shown: HTMLElement) => number;
  readonly #observer = new ResizeObserver(() => this.#tell(false));
  #shown?: HTMLElement;
  #told?: number;

  constructor(measure: (shown: HTMLElement) => number) {
    this.#measure = measure;
    if (parent === window) return;
    addEventListener('message', ({ source, data }) => {
      if (source === parent && isQuestion(data)) this.#tell(true);
    });
  }

  follow(shown: HTMLElement): void {
    this.#shown = shown;
    this.#observer.disconnect();
    if (parent !== window) this.#observer.observe(shown);
  }

  #tell(isAsked: boolean): void {
    if (!this.#shown) return;
    const height = this.#measure(this.#shown);
    if (height === 0 || (!isAsked && height === this.#told)) return;
    this.#told = height;
    const message: HeightMessage = { type: 'trace-player-height', height };
    // Nothing of the run is in it: any page may know.
    parent.postMessage(message, '*');
  }
}

function isQuestion(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === QUESTION;
}
