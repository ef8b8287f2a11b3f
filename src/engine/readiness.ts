import type { MediaEventType } from './media-events.js';
import type { PlayerState, ReadyState } from './player-state.js';

/**
 * How much can be played from where the playhead is. At the live edge that depends on the connection: without one there is
 * nothing to wait for, while what lies behind plays on.
 */
export function reachableState(state: PlayerState, isSeekPending: boolean): ReadyState {
  const trace = state.trace.get();
  if (!trace) return 0;
  // After a broken load nothing more comes, but it is not all there.
  if (state.progress.get().isComplete) return state.error.get() ? 3 : 4;
  if (state.isLive.get() && state.connection.get() === 'open') return 4;
  if (trace.length === 0) return 1;
  return !isSeekPending && state.timeMs.get() < state.seekableEndMs.get() ? 3 : 2;
}

/** What a change of readiness tells, in the platform's order. */
export function readinessEvents(before: ReadyState, next: ReadyState, isPlaying: boolean): MediaEventType[] {
  const events: MediaEventType[] = [];
  if (before < 2 && next >= 2) events.push('loadeddata');
  if (before < 3 && next >= 3) events.push('canplay');
  if (before < 3 && next >= 3 && isPlaying) events.push('playing');
  if (before < 4 && next === 4) events.push('canplaythrough');
  if (before >= 3 && next < 3 && isPlaying) events.push('timeupdate', 'waiting');
  return events;
}

/** What letting go of a run tells, in the platform's order. */
export function unloadEvents(state: PlayerState): MediaEventType[] {
  const events: MediaEventType[] = [];
  const networkState = state.networkState.get();
  if (networkState === 1 || networkState === 2) events.push('abort');
  if (networkState !== 0) events.push('emptied');
  if (state.timeMs.get() > 0) events.push('timeupdate');
  if (state.playbackRate.get() !== state.defaultPlaybackRate.get()) events.push('ratechange');
  return events;
}
