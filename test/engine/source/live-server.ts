import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatLiveEvent, type TraceEvent } from '../../../src/trace/index.js';
import { serve, type TestServer } from './test-server.js';

/**
 * What one connection to a live stream does: send so many bytes of what is due and break off, or stay open and send no more, or
 * refuse, or not answer at all.
 */
export type Connection = {
  cutAfterBytes?: number;
  hushAfterBytes?: number;
  status?: number;
  contentType?: string;
  isUnanswered?: boolean;
};

/**
 * A live stream over real HTTP, as the design has it: frames with ids, resumed after `Last-Event-ID`, and from the start for an
 * id of another epoch. Each connection follows its script; those without one stay open.
 */
export class LiveServer {
  epoch = 'a';
  /** What it says first on every connection, as a comment. */
  greeting = 'welcome';
  /** Whether a resumed connection leaves out the frame after the one it was asked to go on from. */
  isLosing = false;
  readonly script: Connection[] = [];
  readonly #frames: string[] = [];
  readonly #open = new Set<{ response: ServerResponse; sent: number }>();
  #server!: TestServer;

  static async start(): Promise<LiveServer> {
    const server = new LiveServer();
    server.#server = await serve((request, response) => server.#answer(request, response));
    return server;
  }

  get url(): string {
    return this.#server.url;
  }

  get requests(): readonly IncomingMessage[] {
    return this.#server.requests;
  }

  get openCount(): number {
    return this.#open.size;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  send(runId: string, events: readonly TraceEvent[], firstSeq = 0): void {
    events.forEach((event, index) => this.sendData(formatLiveEvent({ runId, seq: firstSeq + index, event })));
  }

  sendData(data: string): void {
    this.#frames.push(data);
    for (const client of this.#open) this.#catchUp(client);
  }

  /** Says something that is no event on all connections. */
  comment(text: string): void {
    for (const { response } of this.#open) response.write(`: ${text}\n\n`);
  }

  /** Sends nothing more on the connections that there are, and leaves them open. */
  hush(): void {
    this.#open.clear();
  }

  /** Breaks all connections. */
  drop(): void {
    for (const { response } of this.#open) response.destroy();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.script.shift() ?? {};
    const { cutAfterBytes, hushAfterBytes, status = 200, contentType = 'text/event-stream' } = connection;
    if (connection.isUnanswered) return;
    response.writeHead(status, { 'content-type': contentType });
    if (status !== 200 || contentType !== 'text/event-stream') return void response.end();
    const from = this.#resumedFrom(request);
    if (cutAfterBytes === undefined && hushAfterBytes === undefined) return this.#keepOpen(response, from);
    const due = Buffer.from(this.#opening() + this.#frames.slice(from).map(this.#frame(from)).join(''));
    response.flushHeaders();
    response.write(due.subarray(0, cutAfterBytes ?? hushAfterBytes), () => {
      if (cutAfterBytes !== undefined) response.destroy();
    });
  }

  #keepOpen(response: ServerResponse, from: number): void {
    const client = { response, sent: from };
    this.#open.add(client);
    response.on('close', () => this.#open.delete(client));
    response.write(this.#opening());
    this.#catchUp(client);
  }

  #resumedFrom(request: IncomingMessage): number {
    const [epoch, number] = (request.headers['last-event-id'] as string | undefined)?.split('-') ?? [];
    return epoch === this.epoch ? Number(number) + 1 + (this.isLosing ? 1 : 0) : 0;
  }

  #opening(): string {
    return `retry: 100\n\n: ${this.greeting}\n\n`;
  }

  #frame(from: number) {
    return (data: string, index: number) => `id: ${this.epoch}-${from + index}\ndata: ${data}\n\n`;
  }

  #catchUp(client: { response: ServerResponse; sent: number }): void {
    const due = this.#frames.slice(client.sent).map(this.#frame(client.sent));
    client.sent = this.#frames.length;
    if (due.length > 0) client.response.write(due.join(''));
  }
}
