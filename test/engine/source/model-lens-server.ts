import type { ServerResponse } from 'node:http';
import { serve, type TestServer } from './test-server.js';

/**
 * A live stream over real HTTP as a Model Lens server sends it: a first frame that tells of the connection, comments that keep it
 * alive, unnamed frames without ids. What is sent while no one is connected is lost, unless `isReplaying`.
 */
export class ModelLensServer {
  isReplaying = false;
  /** What is sent before anything else. */
  opening = `: keepalive\n\n${frame({ _event_type: '_connected', port: 9090 })}`;
  readonly #sent: string[] = [];
  readonly #open = new Set<ServerResponse>();
  #server!: TestServer;

  static async start(): Promise<ModelLensServer> {
    const server = new ModelLensServer();
    server.#server = await serve((_request, response) => server.#answer(response));
    return server;
  }

  get url(): string {
    return this.#server.url;
  }

  get requests(): TestServer['requests'] {
    return this.#server.requests;
  }

  get openCount(): number {
    return this.#open.size;
  }

  send(...events: object[]): void {
    this.write(...events.map(frame));
  }

  write(...texts: string[]): void {
    this.#sent.push(...texts);
    for (const response of this.#open) response.write(texts.join(''));
  }

  drop(): void {
    for (const response of this.#open) response.destroy();
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  #answer(response: ServerResponse): void {
    const headers = { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' };
    response.writeHead(200, headers).write(this.opening);
    if (this.isReplaying) response.write(this.#sent.join(''));
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }
}

let eventCount = 0;

/** An event as its writer puts it: the type is the last key, and each has an id. */
function event(type: string, fields: object): { id: string } {
  const id = `evt_${(eventCount++).toString(16).padStart(12, '0')}`;
  return {
    id,
    model: 'm',
    provider: 'lm-studio',
    run_id: 'r',
    source: 's',
    ...fields,
    _event_type: type,
  } as {
    id: string;
  };
}

export const lifecycle = (status: string, fields: object = {}) =>
  event('RunLifecycleEvent', { status, workload: 'w', duration_ms: null, error: null, ...fields });

export const token = (index: number, timingMs: number, text: string, fields: object = {}) =>
  event('TokenGeneratedEvent', { token: text, index, timing_ms: timingMs, ...fields });

export const completion = (latencyMs: number, fields: object = {}) =>
  event('CompletionEvent', {
    response: 'all of it',
    latency_ms: latencyMs,
    ttft_ms: 100,
    success: true,
    error: null,
    ...fields,
  });

export const failure = (message: string) => event('ErrorEvent', { message, severity: 'error' });

function frame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
