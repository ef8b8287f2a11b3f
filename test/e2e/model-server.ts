import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** One write to the network, and how long after the one before it it is made. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly waitMs: number;
}

/** What the server streams to whoever asks it for a completion. */
export interface StreamedBody {
  readonly contentType: string;
  readonly pieces: readonly Piece[];
}

/** A server while it runs. */
export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a model server on loopback that answers every POST with the body, and other requests with 404. */
export async function startModelServer(body: StreamedBody): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(request, response, body).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, body: StreamedBody): Promise<void> {
  request.resume();
  if (request.method !== 'POST') return void response.writeHead(404).end();
  response.writeHead(200, { 'Content-Type': body.contentType });
  response.flushHeaders();
  for (const { bytes, waitMs } of body.pieces) {
    if (waitMs > 0) await delay(waitMs);
    if (response.destroyed) return;
    response.write(bytes);
  }
  response.end();
}

/** Ollama's `/api/chat` body for a text, a word a line, `gapMs` apart; its last line tells the counts. */
export function ollamaChatBody(text: string, gapMs: number): StreamedBody {
  const words = text.match(/\s*\S+/g) ?? [];
  const common = { model: 'tiny', created_at: '2026-01-01T00:00:00Z' };
  const lines: object[] = words.map((content) => ({
    ...common,
    message: { role: 'assistant', content },
    done: false,
  }));
  lines.push({
    ...common,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: 'stop',
    prompt_eval_count: 9,
    eval_count: words.length,
  });
  return {
    contentType: 'application/x-ndjson',
    pieces: lines.map((line) => ({ bytes: Buffer.from(`${JSON.stringify(line)}\n`), waitMs: gapMs })),
  };
}
