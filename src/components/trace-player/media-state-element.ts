import { LitElement } from 'lit';
import { Player } from '../../engine/player.js';
import { browserScheduler } from '../shared/browser-scheduler.js';
import { mediaError, type PlayerMediaError } from './media-error.js';
import { PlayerTimeRanges } from './time-ranges.js';

/** How far behind the live edge still counts as there, in seconds. */
const LIVE_EDGE_SLACK = 2;

/** What can be read of an `HTMLMediaElement`, and not set, of an engine's player: in seconds. */
export class MediaStateElement extends LitElement {
  protected readonly player = new Player({ scheduler: browserScheduler });

  /** What is told of: another than the player only where that still has what was asked for before. */
  protected get current(): Player {
    return this.player;
  }

  /** Seconds up to the last event; it grows while a file loads. NaN without a run, Infinity while live. */
  get duration(): number {
    return this.current.durationMs / 1000;
  }

  get paused(): boolean {
    return this.current.paused;
  }

  get ended(): boolean {
    return this.current.ended;
  }

  get seeking(): boolean {
    return this.current.seeking;
  }

  /** 4 when all of the run is there; 3 at most when its rest was lost. */
  get readyState(): number {
    return this.current.readyState;
  }

  get networkState(): number {
    return this.current.networkState;
  }

  /** Why nothing can be played, or why the rest of the run did not come; else null. */
  get error(): PlayerMediaError | null {
    const { error } = this.current;
    return error ? mediaError(error) : null;
  }

  get seekable(): PlayerTimeRanges {
    return new PlayerTimeRanges(this.current.seekable);
  }

  get buffered(): PlayerTimeRanges {
    return new PlayerTimeRanges(this.current.buffered);
  }

  get played(): PlayerTimeRanges {
    return new PlayerTimeRanges(this.current.played);
  }

  /** A run has no sound. `undefined`, so that media controllers hide their volume controls. */
  get volume(): undefined {
    return undefined;
  }

  set volume(_volume: unknown) {
    // Controllers write their stored volume to any media.
  }

  get muted(): undefined {
    return this.volume;
  }

  set muted(_isMuted: unknown) {}

  /** Index of the event at the playhead; −1 before the first. */
  get eventIndex(): number {
    return this.current.index;
  }

  /** `live` while the run goes on. */
  get streamType(): 'live' | 'on-demand' | 'unknown' {
    if (!this.current.trace) return 'unknown';
    return this.current.isLive ? 'live' : 'on-demand';
  }

  /** Infinity while live: all of the run can be sought. Else NaN. */
  get targetLiveWindow(): number {
    return this.current.isLive ? Infinity : NaN;
  }

  /** From this time on, in seconds, the playhead counts as live. NaN when it is not live. */
  get liveEdgeStart(): number {
    return this.current.isLive ? Math.max(0, this.current.liveEdgeMs / 1000 - LIVE_EDGE_SLACK) : NaN;
  }
}

/** The engine's player within an element: for what plays several of them together. */
export function playerWithin(element: MediaStateElement): Player {
  return element['player'];
}
