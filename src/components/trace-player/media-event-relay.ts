import type { MediaEventType } from '../../engine/media-events.js';
import type { Player } from '../../engine/player.js';
import type { PlayerMediaError } from './media-error.js';
import { TraceErrorEvent, TraceLoadEvent, TracePassedEvent } from './player-events.js';

/** The element that events are told on, as far as they carry its state. */
interface RelayTarget extends EventTarget {
  readonly error: PlayerMediaError | null;
  readonly streamType: string;
}

/** Tells what happens in a player as events of its element: plain ones, as the platform's, and those of our own. */
export class MediaEventRelay {
  readonly #target: RelayTarget;
  readonly #player: Player;
  #isLoadTold = false;
  #toldStreamType = 'unknown';

  constructor(target: RelayTarget, player: Player) {
    this.#target = target;
    this.#player = player;
  }

  tell(type: MediaEventType): void {
    if (type === 'trace-event') return this.#tellPassed();
    this.#target.dispatchEvent(new Event(type));
    if (type === 'loadstart') this.#isLoadTold = false;
    if (type === 'durationchange') this.#tellStreamType();
    if (type === 'progress' && this.#player.isLive) this.#target.dispatchEvent(new Event('seekablechange'));
    if (type === 'canplaythrough' || type === 'progress') this.#tellLoaded();
    if (type === 'error') this.#target.dispatchEvent(new TraceErrorEvent(this.#target.error!));
  }

  #tellPassed(): void {
    const { passed } = this.#player;
    if (passed) this.#target.dispatchEvent(new TracePassedEvent(passed.first, passed.last));
  }

  /** A live run is ready throughout: its end is told by its last progress. */
  #tellLoaded(): void {
    const { trace, progress, readyState, error } = this.#player;
    if (this.#isLoadTold || error || !trace || !progress.isComplete || readyState < 4) return;
    this.#isLoadTold = true;
    this.#target.dispatchEvent(new TraceLoadEvent(trace));
  }

  /** Media controllers ask again what kind of stream this is when they are told. */
  #tellStreamType(): void {
    const { streamType } = this.#target;
    if (streamType === this.#toldStreamType) return;
    this.#toldStreamType = streamType;
    this.#target.dispatchEvent(new Event('streamtypechange'));
    this.#target.dispatchEvent(new Event('targetlivewindowchange'));
  }
}
