/** Recording in Node: the event bus, the writer of replay files, the live server, and the capture of a model's answer. */
export { type BusHandler, defaultBus, EventBus } from './event-bus.js';
export { EventBusReplayWriter, type ReplayWriterOptions, type WrittenReplay } from './replay-writer.js';
export { EventBusSSEServer, type IntervalTimers, type SSEServerOptions } from './sse-server.js';
export {
  recordCompletion,
  type RecordCompletionOptions,
  type RecordedCompletion,
} from './record-completion.js';
export type { ChatMessage, CompletionParams } from './completion-request.js';
export { type Provider, PROVIDERS } from './provider.js';
export { type FoundServer, findLocalServers, probeServer } from './server-probes.js';
export { type BaseUrl, BaseUrlError, parseBaseUrl } from './base-url.js';
export { type MemoryFigure, type MemorySampler, processMemorySampler } from './memory-sampler.js';
export { serverMemorySampler, type ServerMemoryOptions } from './memory/server-memory.js';
export { type ReplayIndex, type ReplayIndexEntry, readReplayIndex } from './replay-index.js';
export { updateReplayIndex } from './folder-index.js';
export { ListenError } from './listen.js';
export type { ErrorHandler } from './report-error.js';
export { type RecoveryReport, recoverReplays } from './recovery/recover-replays.js';
export type { RecoveredReplay } from './recovery/recover-part.js';
export { recordFetch, type RecordFetchOptions } from './capture/record-fetch.js';
export { recordRun } from './capture/record-run.js';
export { RecordingProxy, type RecordingProxyOptions } from './proxy/recording-proxy.js';
export { ReplayServer, type ReplayServerOptions } from './serve/replay-server.js';
