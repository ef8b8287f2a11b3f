/** A run in motion: a player of traces without a document, and the sources that they come from. */
export { Player } from './player.js';
export type { MediaEventListener, MediaEventType } from './media-events.js';
export { PlayerError, type PlayerErrorDetails, type PlayerErrorKind } from './player-error.js';
export type { ConnectionState, LoadProgress, LoadState, NetworkState, ReadyState } from './player-state.js';
export type { PassedEvents } from './playhead.js';
export type { Scheduler } from './scheduler.js';
export {
  type OpenOptions,
  type Source,
  type SourceContext,
  type SourceSink,
  traceSource,
} from './source/source.js';
export { type BlobLike, blobSource, textSource } from './source/file-source.js';
export { snapshotSource } from './source/snapshot-source.js';
export { type UrlOptions, urlSource } from './source/url-source.js';
export type { RequestOptions } from './source/request.js';
export type { TimeRange } from './time-ranges.js';
export { MAX_RATE, MIN_RATE, type RunClock } from './clock.js';
export { Race } from './race.js';
export type { RaceLane } from './race-lane.js';
export { raceLead, type RaceLead } from './race-standing.js';
export type { RaceSync } from './race-pace.js';
export { type Marker, type MarkerKind, markers } from './markers.js';
export type {
  AbortSignalLike,
  ByteReader,
  ByteStream,
  FetchInit,
  FetchLike,
  ResponseLike,
} from './platform.js';
