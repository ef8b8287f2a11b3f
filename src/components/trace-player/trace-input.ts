import { type Source, traceSource } from '../../engine/source/source.js';
import { urlSource } from '../../engine/source/url-source.js';
import { PlayerError } from '../../engine/player-error.js';
import { worded } from '../../engine/source/worded.js';
import { Trace } from '../../trace/trace.js';
import { snapshotAddress } from './snapshot-address-on-demand.js';
import { sourceOnDemand } from './source-on-demand.js';

/** What a page may hand over in place of an address: a trace, a file, or a file's JSON as text or as an object. */
export type TraceInput = Trace | Blob | string | object;

/** The source of something that a page handed over. */
export function inputSource(input: TraceInput): Source {
  if (input instanceof Trace) return traceSource(input);
  return sourceOnDemand(async () => (await import('./file-input.js')).fileInput(input));
}

/** The source of an address, which is relative to the page. `changed` is called when `hash:`, the page's own, holds another run. */
export function addressSource(src: string, baseUrl: string, runId: string, changed = () => {}): Source {
  if (src === 'hash:' || holdsRun(src)) return snapshotAddress(src, changed);
  if (!URL.canParse(src, baseUrl)) return failing(new PlayerError('bad_url', '', { url: src }));
  return urlSource(new URL(src, baseUrl).href, {
    fetch: (url, init) => fetch(url, init),
    runId: runId === '' ? undefined : runId,
    pageUrl: location.href,
  });
}

/** A link holds its run behind its `#`, wherever among what else stands there. */
function holdsRun(src: string): boolean {
  const hash = src.indexOf('#');
  return hash !== -1 && /(?:[#&]|&amp;)trace(?:=|%3d)/i.test(src.slice(hash));
}

function failing(error: PlayerError): Source {
  return async () => {
    throw await worded(error, { url: error.url });
  };
}
