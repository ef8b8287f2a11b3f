import { type Source, traceSource } from '../../engine/source/source.js';
import { urlSource } from '../../engine/source/url-source.js';
import { PlayerError } from '../../engine/player-error.js';
import { worded } from '../../engine/source/worded.js';
import { Trace } from '../../trace/trace.js';

/** What a page may hand over in place of an address: a trace, a file, or a file's JSON as text or as an object. */
export type TraceInput = Trace | Blob | string | object;

/** The source of something that a page handed over. */
export function inputSource(input: TraceInput): Source {
  if (input instanceof Trace) return traceSource(input);
  return async (sink, context) => {
    const { fileInput } = await import('./file-input.js');
    return fileInput(input)(sink, context);
  };
}

/** The source of an address, which is relative to the page. */
export function addressSource(src: string, baseUrl: string, runId: string): Source {
  if (!URL.canParse(src, baseUrl)) return failing(new PlayerError('bad_url', '', { url: src }));
  return urlSource(new URL(src, baseUrl).href, {
    fetch: (url, init) => fetch(url, init),
    runId: runId === '' ? undefined : runId,
    pageUrl: location.href,
  });
}

function failing(error: PlayerError): Source {
  return async () => {
    throw await worded(error, { url: error.url });
  };
}
