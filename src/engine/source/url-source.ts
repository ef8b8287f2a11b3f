import type { AbortSignalLike, ResponseLike } from '../platform.js';
import { PlayerError } from '../player-error.js';
import { MAX_BYTES, decodedTexts, tooLarge } from './decoded-texts.js';
import { FileIntake } from './file-intake.js';
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
  const { runId, random = Math.random } = options;
  const address = withRunId(withoutFragment(url), runId);
  return async (sink, context) => {
    const response = await request(address, { headers: { Accept: ACCEPT } }, options, context.signal);
    if (response.status === 204 || !response.body) throw nothingThere(address);
    const texts = countedTexts(response, sink, context.signal);
    if (!isEventStream(response)) return readFile(texts);
    sink.setConnection('open');
    // On demand, as a page that plays a file has no need of it.
    const { followStream } = await import('./event-stream.js');
    const foreign = await followStream(texts, sink, context, { connect, runId, random, url: address });
    if (!foreign) return;
    sink.setConnection('none');
    return readFile(foreign);

    function readFile(all: AsyncIterable<string>): Promise<void> {
      return new FileIntake(sink, context, { startMs: fragmentStartMs(url), url: address }).read(all);
    }

    function connect(lastEventId: string | undefined): Promise<AsyncIterable<string> | undefined> {
      return resume(address, options, lastEventId, context);
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
