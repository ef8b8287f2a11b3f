import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { nextTurn } from './run-events.js';

/** A request as the server got it. */
export interface GotRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Parsed JSON; undefined without a body. */
  body?: Record<string, unknown>;
}

type Answer = (response: ServerResponse, request: GotRequest) => void | Promise<void>;

const stops: (() => Promise<void>)[] = [];

after(() => Promise.all(stops.map((stop) => stop())));

/** A server that answers POSTs with `answer`, and GETs with the JSON that `gets` has for their path, else 404. */
export async function serveModel(answer: Answer, gets: Record<string, unknown> = {}) {
  const requests: GotRequest[] = [];
  const server = createServer((message, response) => {
    void (async () => {
      let text = '';
      for await (const piece of message) text += String(piece);
      const { method = '', url: path = '', headers } = message;
      const request = { method, path, headers, body: text ? JSON.parse(text) : undefined };
      requests.push(request);
      if (method === 'POST') return answer(response, request);
      const found = gets[path];
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(found ?? { error: 'not found' }));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  stops.push(stop);
  const { port } = server.address() as AddressInfo;
  const posts = () => requests.filter(({ method }) => method === 'POST');
  return { url: `http://127.0.0.1:${port}`, port, requests, posts, stop };
}

/** Answers with a body, a piece a turn, so that each piece is a network chunk of its own where the system lets it. */
export function streamOf(pieces: Iterable<string | Uint8Array>, contentType = 'text/event-stream'): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.flushHeaders();
    for (const piece of pieces) {
      response.write(piece);
      await nextTurn();
    }
    response.end();
  };
}

/** An SSE body of data frames. */
export function sse(...frames: (object | string)[]): string[] {
  return frames.map((frame) => `data: ${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n\n`);
}

/** A chunk of chat completions with one choice. */
export function delta(fields: object, finishReason: string | null = null): object {
  return { model: 'm', choices: [{ index: 0, delta: fields, finish_reason: finishReason }] };
}
