import type { AbortSignalLike, ResponseLike } from '../platform.js';
import { PlayerError } from '../player-error.js';
import { MAX_BYTES, decodedTexts, tooLarge } from './decoded-texts.js';
import { FileIntake } from './file-intake.js';
import { type RequestOptions, discard, request } from './request.js';
import type { Source, SourceContext, SourceSink } from './source.js';
import { worded } from './worded.js';

/** What a request for a run asks for. */
export const ACCEPT = 'text/event-stream, application/json';

/** A link of Model Lens with its snapshot in it: base64 of a JSON object. */
const HOLDS_SNAPSHOT = /[?&]snap=eyJ[\w%+/=-]{8}/;

/** How a URL is read. */
export interface UrlOptions extends RequestOptions {
  /** Which run of a live stream to follow; without it, the first that is sent. */
  readonly runId?: string;
  /** 0..1, for the spread of reconnecting; default `Math.random`. */
  readonly random?: () => number;
}

/**
 * A file or a live stream at a URL, told apart by one request: an event stream of our own schema is live and is reconnected to
 * until its run ends; anything else is a file, told by its first characters. `#t=12` starts a file at 12 seconds. A link of Model Lens
 * that holds its snapshot is read here: nobody is asked.
 */
export function urlSource(url: string, options: UrlOptions): Source {
  const address = withRunId(url.split('#', 1)[0]!, options.runId);
  return async (sink, context) => {
    try {
      await read(address, fragmentStart(url), options, sink, context);
    } catch (failure) {
      throw await worded(failure, { url: address, pageUrl: options.pageUrl });
    }
  };
}

async function read(
  url: string,
  start: Promise<number | undefined> | undefined,
  options: UrlOptions,
  sink: SourceSink,
  context: SourceContext,
): Promise<void> {
  if (HOLDS_SNAPSHOT.test(url)) {
    sink.loaded(url.length, url.length);
    return new FileIntake(sink, context, { startMs: await start }).read([url]);
  }
  const response = await request(url, { headers: { Accept: ACCEPT } }, options, context.signal);
  if (response.status === 204 || !response.body) throw new PlayerError('empty');
  const textsUntil = (signal: AbortSignalLike) => countedTexts(response, sink, signal);
  let texts: AsyncIterable<string | undefined> | undefined;
  if (isEventStream(response)) {
    sink.setConnection('open');
    // On demand, as a page that plays a file has no need of it.
    const { followStream } = await import('./event-stream.js');
    texts = await followStream(textsUntil, sink, context, {
      url,
      isEndless: totalBytes(response) === undefined,
      ...options,
    });
    if (!texts) return;
    sink.setConnection('none');
  }
  texts ??= textsUntil(context.signal);
  await new FileIntake(sink, context, { startMs: await start }).read(texts);
}

/** Where the fragment says to start; what reads it loads while the file is asked for. */
function fragmentStart(url: string): Promise<number | undefined> | undefined {
  if (!url.includes('#')) return undefined;
  return import('./media-fragment.js').then(
    ({ fragmentStartMs }) => fragmentStartMs(url),
    () => undefined,
  );
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
    throw tooLarge();
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

/** Whether a response says that it is a stream of events. */
export function isEventStream({ headers }: ResponseLike): boolean {
  return /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
}

/** The address that a live server understands as asking for that run alone; a file server takes no notice. */
function withRunId(url: string, runId: string | undefined): string {
  if (runId === undefined || /[?&]run_id=/.test(url)) return url;
  return `${url}${url.includes('?') ? '&' : '?'}run_id=${encodeURIComponent(runId)}`;
}
