/** A run at rest: the event schema, traces in columns, their metrics, and the reading and writing of every file and stream. */
export * from './events.js';
export * from './run-info.js';
export * from './notices.js';
export { LEFT_OUT_PARTS, type LeftOutPart, type ThinnedPart } from './lost-parts.js';
export { parseEvent, type FaultHandler } from './parse-event.js';
export { Trace } from './trace.js';
export { Block, type BlockKind } from './block.js';
export type { Completion } from './completion.js';
export { JoinedText } from './joined-text.js';
export type { MemorySample } from './memory-samples.js';
export { runPhases, type PhaseKind, type RunPhase } from './run-phases.js';
export { throughputBuckets, type ThroughputBucket } from './throughput.js';
export { eventMetrics, type EventMetrics } from './metrics/event-metrics.js';
export { completionMetrics, runMetrics, type RunMetrics } from './metrics/run-metrics.js';
export { spreadOf, type Spread } from './metrics/spread.js';
export type { TokenCountSource } from './metrics/token-counts.js';
export { formatLiveEvent, parseLiveEvent, type LiveEvent } from './live-frame.js';
export { TraceFormatError, type FormatFault, type TraceFormat, type TraceReader } from './trace-reader.js';
export type {
  DialectEvent,
  DialectName,
  DialectStream,
  StreamEnding,
  UntimedEvent,
} from './dialects/dialect.js';
export { createDialectStream } from './dialects/registry.js';
export { recogniseDialect } from './dialects/recognise.js';
export type { DialectOptions } from './dialects/dialect.js';
export { detectFormat } from './detect-format.js';
export { createTraceReader } from './create-trace-reader.js';
export { describeFormatFault, describeNotice, describeSnapshotFault } from './messages.js';
export { decodeSnapshot, encodeSnapshot } from './snapshot/on-demand.js';
export type { DecodingOptions } from './snapshot/decode-snapshot.js';
export type { Snapshot, SnapshotOptions } from './snapshot/encode-snapshot.js';
export { SnapshotError, type SnapshotFault } from './snapshot/snapshot-error.js';
export { formatSnapshotLink, parseSnapshotLink, type SnapshotLink } from './snapshot/snapshot-link.js';
export { snapshotObject, type SnapshotObject } from './snapshot/snapshot-object.js';
export {
  formatReplayEvent,
  formatReplayFooter,
  formatReplayHeader,
  mainResponse,
  replaySummary,
  REPLAY_VERSION,
} from './replay-file/format.js';
export { parseJsonObject } from './json-object.js';
export * from './comparison/comparison.js';
export { COMPARED_METRICS, compareProfiles, compareTraces } from './comparison/compare-runs.js';
export { pictureSvg, type PictureOptions } from './picture/picture-svg.js';
export { profileRun, profileRunInSlices } from './comparison/profile-run.js';
export type { MemoryCurve, RunProfile } from './comparison/run-profile.js';
export {
  TIME_BUCKETS,
  type TimeBucket,
  type TimeBucketName,
  type TimeSpan,
} from './comparison/time-bucket.js';
export { firstPromptMs, timeToReach, tokensBy } from './comparison/token-race.js';
export type { Burst, Stall, StreamBlock, TokenStream } from './comparison/token-stream.js';
