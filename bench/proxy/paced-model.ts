import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Between two chunks: a model of 250 tokens/s. */
const CHUNK_GAP_MS = 4;

/** How long it thinks before the first. */
const THINKING_MS = 40;

/** What one answer took on its way. */
export interface Passage {
  /** The request's way and that of the first byte: the time to it without the model's own. */
  readonly firstByteMs: number;
  /** From each chunk's sending to its arrival. */
  readonly chunkMs: number[];
}

/** A server that streams an answer at a model's pace, and a client of it, on one clock. */
export class PacedModel {
  readonly #chunks: number;
  readonly #server = createServer((asked, response) => this.#answer(asked, response));
  #askedMs = 0;
  #sentMs = 0;

  constructor(chunks: number) {
    this.#chunks = chunks;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Asks through an address once, and times what comes. */
  ask(url: string): Promise<Passage> {
    return new Promise((resolve, reject) => {
      const chunkMs: number[] = [];
      const beganMs = performance.now();
      let firstByteMs = 0;
      const asking = request(`${url}/v1/chat/completions`, { method: 'POST', agent: false }, (answer) => {
        answer.on('data', () => {
          const nowMs = performance.now();
          if (chunkMs.length === 0) firstByteMs = this.#askedMs - beganMs + nowMs - this.#sentMs;
          chunkMs.push(nowMs - this.#sentMs);
        });
        answer.on('end', () => resolve({ firstByteMs, chunkMs }));
        answer.on('error', reject);
      });
      asking.on('error', reject);
      asking.end(
        JSON.stringify({ model: 'bench', stream: true, messages: [{ role: 'user', content: 'Go' }] }),
      );
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // What a recorder asks, to find memory figures.
    if (request.method !== 'POST') return void response.writeHead(404).end();
    // When all of the request is there.
    request.on('end', () => (this.#askedMs = performance.now())).resume();
    let sent = 0;
    const send = () => {
      if (sent === 0) response.writeHead(200, { 'content-type': 'text/event-stream' });
      this.#sentMs = performance.now();
      if (sent++ === this.#chunks) return void response.end('data: [DONE]\n\n');
      const delta = { choices: [{ index: 0, delta: { content: ` word${sent}` }, finish_reason: null }] };
      response.write(
        `data: ${JSON.stringify({ object: 'chat.completion.chunk', model: 'bench', ...delta })}\n\n`,
      );
      setTimeout(send, CHUNK_GAP_MS);
    };
    setTimeout(send, THINKING_MS);
  }
}
