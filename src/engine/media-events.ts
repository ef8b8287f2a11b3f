/** The media element's events that a player tells, and `trace-event`: the playhead passed events (see `Player.passed`). */
export type MediaEventType =
  | 'abort'
  | 'emptied'
  | 'loadstart'
  | 'progress'
  | 'durationchange'
  | 'loadedmetadata'
  | 'loadeddata'
  | 'canplay'
  | 'canplaythrough'
  | 'play'
  | 'playing'
  | 'pause'
  | 'waiting'
  | 'seeking'
  | 'seeked'
  | 'timeupdate'
  | 'ratechange'
  | 'ended'
  | 'error'
  | 'trace-event';

/** Called with each event's type, after the state that it tells of has changed. */
export type MediaEventListener = (type: MediaEventType) => void;

/**
 * Tells listeners of events one after the other: what a listener causes is told after what was already on its way, as the
 * platform's queued tasks do. A listener that throws harms no other: the host reports it as an unhandled rejection.
 */
export class MediaEvents {
  readonly #listeners = new Set<MediaEventListener>();
  readonly #waiting: MediaEventType[] = [];
  #isTelling = false;

  subscribe(listener: MediaEventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(...types: MediaEventType[]): void {
    this.#waiting.push(...types);
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let type = this.#waiting.shift(); type; type = this.#waiting.shift()) this.#tell(type);
    this.#isTelling = false;
  }

  /** Forgets all listeners and what they have not been told. */
  clear(): void {
    this.#listeners.clear();
    this.#waiting.length = 0;
  }

  #tell(type: MediaEventType): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(type);
      } catch (error) {
        void Promise.reject(error);
      }
    }
  }
}
