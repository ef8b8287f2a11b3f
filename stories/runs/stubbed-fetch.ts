/** Answers a request for one address. */
export type Responder = (init: RequestInit | undefined) => Response | Promise<Response>;

const responders = new Map<string, Responder>();
let realFetch: typeof fetch | undefined;

/**
 * Answers requests for an address instead of the network, until the function returned is called. Several stories can stand on
 * one page: each has its own address, and the page's own `fetch` is back once the last of them is gone.
 */
export function answerFetch(url: string, responder: Responder): () => void {
  responders.set(url, responder);
  install();
  return () => {
    if (responders.get(url) === responder) responders.delete(url);
    if (responders.size === 0) uninstall();
  };
}

function install(): void {
  if (realFetch) return;
  const original = globalThis.fetch;
  realFetch = original;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const responder = responders.get(url);
    return responder ? Promise.resolve(responder(init)) : original.call(globalThis, input, init);
  };
}

function uninstall(): void {
  if (realFetch) globalThis.fetch = realFetch;
  realFetch = undefined;
}
