import type { Responder } from './stubbed-fetch.js';

/** A whole file, as a server would send it. */
export function file(text: string, contentType = 'application/json'): Responder {
  return () =>
    new Response(text, {
      headers: { 'Content-Type': contentType, 'Content-Length': String(new Blob([text]).size) },
    });
}

/** A file of which a part has come, and the rest is still on its way. */
export function fileOnItsWay(part: string, totalBytes: number): Responder {
  return (init) =>
    new Response(openStream([part], init?.signal), {
      headers: { 'Content-Type': 'application/json', 'Content-Length': String(totalBytes) },
    });
}

/** A server that says no. */
export function status(code: number, text: string): Responder {
  return () => new Response(text, { status: code, headers: { 'Content-Type': 'text/plain' } });
}

/** What `fetch` does when no answer can be had. */
export function unreachable(): Responder {
  return () => Promise.reject(new TypeError('Failed to fetch'));
}

/** A live stream that has sent some frames, and stays open. */
export function liveStream(frames: readonly string[]): Responder {
  return (init) =>
    new Response(openStream([': connected\n\n', ...frames], init?.signal), {
      headers: { 'Content-Type': 'text/event-stream' },
    });
}

/** A live stream that breaks off after some frames, and then cannot be reached any more. */
export function brokenLiveStream(frames: readonly string[]): Responder {
  let isFirst = true;
  return () => {
    if (!isFirst) return Promise.reject(new TypeError('Failed to fetch'));
    isFirst = false;
    return new Response(frames.join(''), { headers: { 'Content-Type': 'text/event-stream' } });
  };
}

/** A body that has brought some text, and ends only when its reader lets go. */
function openStream(parts: readonly string[], signal?: AbortSignal | null): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(encoder.encode(part));
      signal?.addEventListener('abort', () => controller.error(signal.reason), { once: true });
    },
  });
}
