import { createParser } from 'eventsource-parser';
import { parseLiveEvent } from '../../trace/index.js';
import type { AbortSignalLike, ResponseLike } from '../platform.js';
import { PlayerError } from '../player-error.js';
import { MAX_BYTES, decodedTexts, tooLarge } from './decoded-texts.js';
import { FileIntake } from './file-intake.js';
import { LiveIntake, MAX_FRAME_CHARS } from './live-intake.js';
import { fragmentStartMs, withoutFragment } from './media-fragment.js';
import { type RequestOptions, discard, request } from './request.js';
import type { Source, SourceContext, SourceSink } from './source.js';

const ACCEPT = 'text/event-stream, application/json';

/** How a URL is read. */
export interface UrlOptions extends RequestOptions {
  /** Which run of a live stream to follow; without it, the first that is sent. */
  readonly runId?: string;
  /** 0..1, for the spread of reconnecting; default `Math.random`. */
  readonly random?: () => number;
}

/**
 * A file or a live stream at a URL, told apart by one request: an event stream of our own schema is live and is reconnected to
 * until its run ends; anything else is a file, told by its first characters. `#t=12` starts a file at 12 seconds.
 */
export function urlSource(url: string, options: UrlOptions): Source {
  const address = withRunId(withoutFragment(url), options.runId);
  return async (sink, context) => {
    const response = await request(address, { headers: { Accept: ACCEPT } }, options, context.signal);
    if (response.status === 204 || !response.body) throw nothingThere(address);
    const texts = countedTexts(response, sink, context.signal);
    if (!isEventStream(response)) return readFile(texts);
    sink.setConnection('open');
    const opening = await readOpening(texts);
    if (opening.isLive) return readLive(opening.texts);
    sink.setConnection('none');
    return readFile(opening.texts);

    function readFile(all: AsyncIterable<string>): Promise<void> {
      return new FileIntake(sink, context, { startMs: fragmentStartMs(url), url: address }).read(all);
    }

    function readLive(first: AsyncIterable<string>): Promise<void> {
      const { runId, random = Math.random } = options;
      const connect = (lastEventId: string | undefined) => resume(address, options, lastEventId, context);
      return new LiveIntake(sink, context, { connect, runId, random, url: address }).read(first);
    }
  };
}

/** One further connection to a live stream. undefined when the server says that there is no more. */
async function resume(
  url: string,
  options: UrlOptions,
  lastEventId: string | undefined,
  { signal }: SourceContext,
): Promise<AsyncIterable<string> | undefined> {
  const headers = { Accept: ACCEPT, ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }) };
  const response = await request(url, { headers, cache: 'no-store' }, options, signal);
  if (response.status === 204) return undefined;
  if (!response.body || !isEventStream(response)) {
    discard(response);
    throw nothingThere(url);
  }
  return decodedTexts(response.body, signal, () => undefined);
}

/** The response's text, with what came of it told to the sink. */
function countedTexts(
  response: ResponseLike,
  sink: SourceSink,
  signal: AbortSignalLike,
): AsyncGenerator<string, void, undefined> {
  const total = totalBytes(response);
  if (total !== undefined && total > MAX_BYTES) {
    discard(response);
    throw tooLarge(total);
  }
  let loaded = 0;
  return decodedTexts(response.body!, signal, (bytes) => {
    loaded += bytes;
    // More than was said: the length is that of a compressed body whose encoding another origin does not show us.
    sink.loaded(loaded, total !== undefined && loaded <= total ? total : undefined);
  });
}

function totalBytes({ headers }: ResponseLike): number | undefined {
  const length = headers.get('content-length');
  if (length === null || headers.get('content-encoding') !== null || !/^\d+$/.test(length)) return undefined;
  return Number(length);
}

interface Opening {
  readonly isLive: boolean;
  /** All of the text, what was looked at included. */
  readonly texts: AsyncIterable<string>;
}

/** Reads an event stream up to its first data. One that ends or breaks before is taken as live: it may come back. */
async function readOpening(texts: AsyncGenerator<string, void, undefined>): Promise<Opening> {
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

async function* rejoined(
  seen: string[],
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string> {
  yield* seen;
  yield* rest;
}

function isEventStream({ headers }: ResponseLike): boolean {
  return /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
}

/** The address that a live server understands as asking for that run alone; a file server takes no notice. */
function withRunId(url: string, runId: string | undefined): string {
  if (runId === undefined || /[?&]run_id=/.test(url)) return url;
  return `${url}${url.includes('?') ? '&' : '?'}run_id=${encodeURIComponent(runId)}`;
}

function nothingThere(url: string): PlayerError {
  return new PlayerError('empty', `There is no run at ${url}.`, { url });
}
