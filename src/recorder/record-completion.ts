import {
  type JsonObject,
  mainResponse,
  type RunError,
  runMetrics,
  type RunMetrics,
  type RunStatus,
  type ServerInfo,
  type Trace,
} from '../trace/index.js';
import { readAnswer } from './answer-reader.js';
import { type BaseUrl, parseBaseUrl } from './base-url.js';
import { type ChatMessage, type CompletionParams, completionRequest } from './completion-request.js';
import { defaultBus, type EventBus } from './event-bus.js';
import { describeHardware } from './hardware.js';
import { fetchPost, type HttpAnswer, type HttpPost, nodePost } from './http-post.js';
import { serverMemorySampler } from './memory/server-memory.js';
import type { MemorySampler } from './memory-sampler.js';
import { dialectOf, type Provider } from './provider.js';
import { recordedMessages } from './recorded-messages.js';
import { Recording } from './recording.js';
import { type Now, startRunClock } from './run-clock.js';
import { httpFailure, RunFailure, unreachable } from './run-failure.js';
import { createRunId } from './run-id.js';
import { probeServer } from './server-probes.js';
import { SIMULATED_HEADER } from './simulated-header.js';

export interface RecordCompletionOptions {
  /** Default: the bus that all share. */
  bus?: EventBus;
  /** Ollama's without a path, the others' with or without `/v1`. `user:password@` is sent, and never recorded. */
  baseUrl: string;
  /** Default: `openai`. */
  provider?: Provider;
  model: string;
  messages: readonly ChatMessage[];
  params?: CompletionParams;
  /** Sent as a bearer token, never recorded. */
  apiKey?: string;
  /** Default: made of time and model. */
  runId?: string;
  workload?: string;
  /** Recorded beside the parameters, and not sent. */
  labels?: JsonObject;
  /** false: neither the prompt's nor the answer's text is recorded, only times, counts and channels. */
  text?: boolean;
  /** Ends the run as `failed`, `interrupted`. */
  signal?: AbortSignal;
  /** What is known of the server; asked of it (with GETs) when it is not given, unless that is refused with false. */
  server?: ServerInfo | false;
  /** Whether no real model runs; asked of the server when `server` is not given. */
  simulated?: boolean;
  /** Where memory figures come from; false: nowhere. Default: all that is found (`serverMemorySampler`). */
  memory?: MemorySampler | false;
  /** Default: Node's own client, which waits as long as the model takes. */
  fetch?: typeof globalThis.fetch;
  /** Monotonic milliseconds. Default: the machine's, on which a sleep of the machine passes, too. */
  now?: Now;
}

/** How a recorded run ended. */
export interface RecordedCompletion {
  readonly runId: string;
  readonly status: RunStatus;
  readonly trace: Trace;
  readonly metrics: RunMetrics;
  /** The text of the response. */
  readonly text: string;
  readonly error?: RunError;
}

/**
 * Calls a model's endpoint once, and emits the run on the bus as it comes, every event stamped on one monotonic clock. Resolves
 * when the run has ended, however it ended; rejects only when it could not begin (a base URL that is none, a run id in use).
 *
 * @example
 * const { text, metrics } = await recordCompletion({
 *   baseUrl: 'http://127.0.0.1:11434', provider: 'ollama', model: 'qwen3:8b', messages: [{ role: 'user', content: 'Hello' }],
 * });
 */
export async function recordCompletion(options: RecordCompletionOptions): Promise<RecordedCompletion> {
  const { bus = defaultBus, model, runId = createRunId(model) } = options;
  const base = parseBaseUrl(options.baseUrl);
  const facts = await serverFacts(options, base);
  // Of another machine nothing is known. Asked before the clock starts: it takes some milliseconds.
  const hardware = base.isLoopback ? describeHardware() : undefined;
  const clock = startRunClock(options.now);
  const recording = new Recording(bus, runId, clock, [options.apiKey ?? '', ...base.secrets], options.text);
  const started = { ...runStarted(options, runId, clock.startedAt), ...facts, hardware };
  if (!recording.emit(started, 0)) throw new Error(`Run ${runId} was refused by the bus: is its id in use?`);
  const answered = answerOf(options, base, recording);
  const stopMemory = startMemory(options, recording);
  const error = await answered.then(() => undefined, asRunError);
  stopMemory();
  const durationMs = recording.elapsedMs();
  if (error) recording.emit({ type: 'run_failed', duration_ms: durationMs, error }, durationMs);
  else recording.emit({ type: 'run_completed', duration_ms: durationMs }, durationMs);
  const { trace } = recording;
  return {
    runId,
    status: trace.status,
    trace,
    metrics: runMetrics(trace),
    text: mainResponse(trace),
    error: trace.error,
  };
}

interface ServerFacts {
  server?: ServerInfo;
  simulated?: boolean;
}

async function serverFacts(
  { server, simulated, provider, apiKey, signal }: RecordCompletionOptions,
  base: BaseUrl,
): Promise<ServerFacts> {
  if (server !== undefined) return { server: server || undefined, simulated: simulated || undefined };
  const found = await probeServer(base, { provider: provider ?? 'openai', apiKey, signal });
  return { server: found?.server, simulated: (simulated ?? found?.simulated) || undefined };
}

function runStarted(
  { model, provider = 'openai', workload, params = {}, labels = {} }: RecordCompletionOptions,
  runId: string,
  startedAt: string,
) {
  const set = Object.entries({ ...params, ...labels }).filter(([, value]) => value !== undefined);
  return {
    type: 'run_started' as const,
    run_id: runId,
    model,
    provider,
    started_at: startedAt,
    timing: 'recorded' as const,
    workload,
    params: set.length > 0 ? (Object.fromEntries(set) as JsonObject) : undefined,
  };
}

function startMemory(options: RecordCompletionOptions, recording: Recording): () => void {
  const { memory = serverMemorySampler(options) } = options;
  if (memory === false) return () => {};
  return memory.start((sample) => recording.emit({ type: 'memory', ...sample }));
}

/** Sends the request and reads the answer; throws the failure that the run ended with. */
async function answerOf(
  options: RecordCompletionOptions,
  base: BaseUrl,
  recording: Recording,
): Promise<void> {
  const { provider = 'openai', model, messages, params = {}, signal } = options;
  const request = completionRequest(base, provider, model, messages, params);
  const post = options.fetch ? fetchPost(options.fetch) : nodePost;
  recording.emit({ type: 'prompt_sent', messages: recordedMessages(messages) });
  try {
    const answer = await send(post, request.url, JSON.stringify(request.body), options, base);
    noteSimulated(answer, recording);
    if (answer.status < 200 || answer.status > 299) throw await httpFailure(answer, request.url);
    await readAnswer(answer, dialectOf(provider), recording);
  } catch (error) {
    throw signal?.aborted ? new RunFailure('interrupted', 'The run was interrupted.') : error;
  }
}

async function send(
  post: HttpPost,
  url: string,
  body: string,
  { apiKey, signal }: RecordCompletionOptions,
  base: BaseUrl,
): Promise<HttpAnswer> {
  const authorization = apiKey ? `Bearer ${apiKey}` : base.authorization;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'text/event-stream, application/x-ndjson, application/json',
    'accept-encoding': 'identity',
    ...(authorization && { authorization }),
  };
  try {
    return await post(url, { headers, body, signal });
  } catch (error) {
    throw unreachable(error, url);
  }
}

/** A server that tells only now that it is no real model: said again, so that what it sends never looks measured. */
function noteSimulated(answer: HttpAnswer, recording: Recording): void {
  const { info } = recording.trace;
  if (!answer.header(SIMULATED_HEADER) || info.simulated) return;
  const { run_id, model, provider, started_at, timing } = info;
  recording.emit({ type: 'run_started', run_id, model, provider, started_at, timing, simulated: true });
}

function asRunError(error: unknown): RunError {
  if (error instanceof RunFailure) return error.runError;
  return { message: (error as Error).message };
}
