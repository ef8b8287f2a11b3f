import type { AbortSignalLike } from '../platform.js';
import { PlayerError } from '../player-error.js';
import { connectionSignal } from './connection.js';
import { decodedTexts } from './decoded-texts.js';
import { FollowedRun } from './followed-run.js';
import { type Connect, LiveIntake } from './live-intake.js';
import type { LiveRun } from './live-run.js';
import { discard, request } from './request.js';
import type { SourceContext, SourceSink } from './source.js';
import { readOpening, type StreamKind } from './stream-opening.js';
import { ACCEPT, type UrlOptions, isEventStream } from './url-source.js';

/** How often our own server sends a heartbeat. */
const HEARTBEAT_MS = 15_000;
/** And how often a Model Lens server does. */
const MODEL_LENS_HEARTBEAT_MS = 30_000;

/**
 * Follows an event stream of our own schema or of a Model Lens server, through reconnects, to the end of its run, and plays an
 * answer that a model server is still sending. Gives back the text of any other stream, and of a saved one: to be read as a file.
 * `textsUntil` gives the text of the answer that is there, until the signal breaks it off.
 */
export async function followStream(
  textsUntil: (signal: AbortSignalLike) => AsyncIterable<string>,
  sink: SourceSink,
  context: SourceContext,
  options: StreamOptions,
): Promise<AsyncIterable<string | undefined> | undefined> {
  const { url, random = Math.random, isEndless } = options;
  const { signal, cut } = connectionSignal(context.signal);
  const { kind, texts } = await readOpening(textsUntil(signal)[Symbol.asyncIterator]());
  if (kind === 'other' && isEndless) {
    const { playArriving } = await import('./arriving-stream.js');
    return playArriving(texts, sink, context);
  }
  // A body whose length is told is a saved one.
  if (kind === 'other' || (kind === 'model-lens' && !isEndless)) return texts;
  const run = await liveRun(kind, options, context);
  const heartbeatMs = kind === 'own' ? HEARTBEAT_MS : MODEL_LENS_HEARTBEAT_MS;
  const intake = new LiveIntake(sink, context, {
    connect: connecting(options),
    run,
    heartbeatMs,
    random,
    url,
  });
  await intake.read({ texts, cut });
  return undefined;
}

interface StreamOptions extends UrlOptions {
  readonly url: string;
  /** Whether the answer did not tell its length. */
  readonly isEndless: boolean;
}

async function liveRun(
  kind: Exclude<StreamKind, 'other'>,
  { runId }: StreamOptions,
  { scheduler }: SourceContext,
): Promise<LiveRun> {
  if (kind === 'own') return new FollowedRun(runId);
  const { ModelLensRun } = await import('./model-lens-run.js');
  return new ModelLensRun(scheduler, runId);
}

/** Further connections to a live stream. */
function connecting(options: StreamOptions): Connect {
  return async (lastEventId, signal) => {
    const headers = { Accept: ACCEPT, ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }) };
    const response = await request(options.url, { headers, cache: 'no-store' }, options, signal);
    if (response.status === 204) return undefined;
    if (!response.body || !isEventStream(response)) {
      discard(response);
      throw new PlayerError('empty');
    }
    return decodedTexts(response.body, signal, () => undefined);
  };
}
