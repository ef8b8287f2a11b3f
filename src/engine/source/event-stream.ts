import { createParser } from 'eventsource-parser';
import { parseLiveEvent } from '../../trace/index.js';
import { PlayerError } from '../player-error.js';
import { decodedTexts } from './decoded-texts.js';
import { LiveIntake, MAX_FRAME_CHARS } from './live-intake.js';
import { discard, request } from './request.js';
import { withPause } from './with-pause.js';
import type { SourceContext, SourceSink } from './source.js';
import { ACCEPT, type UrlOptions, isEventStream } from './url-source.js';

/** How long a stream that is not ours and may never end has to show what it is. */
const FOREIGN_MS = 5000;

/**
 * Follows an event stream of our own schema, through reconnects, to the end of its run. Gives back the text of one that is not:
 * a saved body, to be read as a file, or another server's stream, which may stay open for ever.
 */
export async function followStream(
  texts: AsyncIterable<string>,
  sink: SourceSink,
  context: SourceContext,
  options: StreamOptions,
): Promise<AsyncIterable<string | undefined> | undefined> {
  const { url, runId, random = Math.random, isEndless } = options;
  const opening = await readOpening(texts[Symbol.asyncIterator]());
  if (!opening.isLive)
    return isEndless ? withPause(opening.texts, context.scheduler, FOREIGN_MS) : opening.texts;
  const connect = (lastEventId: string | undefined) => resume(options, lastEventId, context);
  await new LiveIntake(sink, context, { connect, runId, random, url }).read(opening.texts);
  return undefined;
}

interface StreamOptions extends UrlOptions {
  readonly url: string;
  /** Whether the answer did not tell its length. */
  readonly isEndless: boolean;
}

/** One further connection to a live stream. undefined when the server says that there is no more. */
async function resume(
  options: StreamOptions,
  lastEventId: string | undefined,
  { signal }: SourceContext,
): Promise<AsyncIterable<string> | undefined> {
  const headers = { Accept: ACCEPT, ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }) };
  const response = await request(options.url, { headers, cache: 'no-store' }, options, signal);
  if (response.status === 204) return undefined;
  if (!response.body || !isEventStream(response)) {
    discard(response);
    throw new PlayerError('empty');
  }
  return decodedTexts(response.body, signal, () => undefined);
}

interface Opening {
  readonly isLive: boolean;
  /** All of the text, what was looked at included. */
  readonly texts: AsyncIterable<string>;
}

/** Reads an event stream up to its first data. One that ends or breaks before is taken as live: it may come back. */
async function readOpening(texts: AsyncIterator<string>): Promise<Opening> {
  const seen: string[] = [];
  let first: string | undefined;
  let isForeign = false;
  const probe = createParser({
    maxBufferSize: MAX_FRAME_CHARS,
    onEvent: ({ data }) => (first ??= data),
    onError: ({ type }) => (isForeign ||= type !== 'invalid-retry'),
  });
  while (first === undefined && !isForeign) {
    const next = await texts.next().catch(() => undefined);
    if (!next || next.done) break;
    seen.push(next.value);
    probe.feed(next.value);
  }
  const isLive = first === undefined ? !isForeign : parseLiveEvent(first, () => undefined) !== undefined;
  return { isLive, texts: rejoined(seen, texts) };
}

async function* rejoined(seen: string[], rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield* seen;
  yield* { [Symbol.asyncIterator]: () => rest };
}
