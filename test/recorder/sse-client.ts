import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { parseLiveEvent, type LiveEvent } from '../../src/trace/index.js';
import { until } from './run-events.js';

/** A frame as a client gets it. */
export interface ReceivedFrame extends LiveEvent {
  id: string;
}

/** A client of the live stream that keeps what it gets. */
export class SseClient {
  readonly frames: ReceivedFrame[] = [];
  readonly comments: string[] = [];
  readonly faults: string[] = [];
  retryMs?: number;
  isEnded = false;
  readonly #message: IncomingMessage;

  constructor(message: IncomingMessage) {
    this.#message = message;
    const parser = createParser({
      onEvent: ({ id, data, event }) => {
        const live = parseLiveEvent(data, (fault) => this.faults.push(fault));
        if (live && event === undefined) this.frames.push({ ...live, id: id ?? '' });
      },
      onComment: (comment) => this.comments.push(comment.trim()),
      onRetry: (retryMs) => (this.retryMs = retryMs),
      onError: (error) => this.faults.push(error.message),
    });
    message.setEncoding('utf8');
    message.on('data', (text: string) => parser.feed(text));
    message.on('close', () => (this.isEnded = true));
    message.on('error', () => {});
  }

  get lastId(): string | undefined {
    return this.frames.at(-1)?.id;
  }

  /** `a0 a1 b0`: what came, in order. */
  get places(): string {
    return this.frames.map(({ runId, seq }) => `${runId}${seq}`).join(' ');
  }

  async frame(count: number): Promise<void> {
    await until(() => this.frames.length >= count || this.isEnded);
  }

  pause(): void {
    this.#message.pause();
  }

  resume(): void {
    this.#message.resume();
  }

  close(): void {
    this.#message.destroy();
  }
}

/** A request's answer: its head, and how to read on. */
export interface SseAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  client: SseClient;
  text: () => Promise<string>;
}

/** Asks a server, as a client with these headers. */
export function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<SseAnswer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, method, agent: false }, (message) => {
      const text = async () => {
        let body = '';
        for await (const piece of message) body += String(piece);
        return body;
      };
      const isStream = message.headers['content-type']?.startsWith('text/event-stream');
      const client = isStream ? new SseClient(message) : (undefined as unknown as SseClient);
      resolve({ status: message.statusCode!, headers: message.headers, client, text });
    });
    request.on('error', reject);
  });
}

/** Opens the live stream. */
export async function watch(url: string, lastId?: string): Promise<SseClient> {
  const { client } = await ask(url, lastId === undefined ? {} : { 'last-event-id': lastId });
  return client;
}
