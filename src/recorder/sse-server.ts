import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AccessRules } from './access-rules.js';
import { AccessToken } from './access-token.js';
import { defaultBus, type EventBus } from './event-bus.js';
import { listen } from './listen.js';
import { LiveElsewhere } from './live-elsewhere.js';
import { LiveLog, type LiveLogBounds, type LiveRun } from './live-log.js';
import { planFor } from './live-plan.js';
import { LiveViewer } from './live-viewer.js';
import { listRuns } from './run-list.js';

/** The timers that the heartbeat runs on. */
export interface IntervalTimers {
  setInterval(callback: () => void, ms: number): unknown;
  clearInterval(timer: unknown): void;
}

export interface SSEServerOptions extends LiveLogBounds {
  /** Default: the bus that all share. */
  bus?: EventBus;
  /** Default: 127.0.0.1. An address that other machines reach needs a token. */
  host?: string;
  /** What every reader must send: `Authorization: Bearer …`, or `?token=…`. */
  token?: string;
  /** 0: any that is free. Default: 9090. */
  port?: number;
  /** The folder of replays: where a late joiner's past comes from. Without it, from a bounded memory. */
  history?: string;
  /** Origins that may read besides those on loopback; with a token, `*` for all. */
  allowOrigins?: readonly string[];
  /** Milliseconds between two comments on a quiet connection. Default: 15,000. */
  heartbeatMs?: number;
  /** Clients at a time. Default: 200. */
  maxClients?: number;
  /** Bytes that may wait for a slow client. Default: 4 MiB. */
  maxWaiting?: number;
  /** How long a slow client may take nothing before it is cut, in milliseconds. Default: 30,000. */
  stallMs?: number;
  timers?: IntervalTimers;
}

/** How long a client waits before it comes back, in milliseconds. */
const RETRY_MS = 1000;

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

const TOKEN_MISSING = 'This needs its token: Authorization: Bearer TOKEN, or ?token=TOKEN.\n';

const DEFAULTS = {
  host: '127.0.0.1',
  port: 9090,
  heartbeatMs: 15_000,
  maxClients: 200,
  maxWaiting: 4 << 20,
  stallMs: 30_000,
};

/**
 * Streams the runs of a bus live: `GET /events` (server-sent events), `GET /runs`, `GET /health`. A client that comes late gets the
 * runs in progress from their beginning, also of those that had begun before the server; one that comes back misses nothing, also
 * when the server started anew. Only loopback may read it, unless told otherwise.
 *
 * @example
 * const server = new EventBusSSEServer({ bus, port: 9090, history: 'results/replays' });
 * const { url } = await server.start(); // http://127.0.0.1:9090/events
 */
export class EventBusSSEServer {
  readonly #options: SSEServerOptions & typeof DEFAULTS & { bus: EventBus; timers: IntervalTimers };
  readonly #rules: AccessRules;
  readonly #token?: AccessToken;
  readonly #log: LiveLog;
  readonly #elsewhere?: LiveElsewhere;
  readonly #viewers = new Set<LiveViewer>();
  #server?: Server;
  #unsubscribe?: () => void;
  #heartbeat?: unknown;

  /** Throws when an allowed origin is none, and when a token is missing for what is asked. */
  constructor(options: SSEServerOptions = {}) {
    this.#options = {
      bus: defaultBus,
      timers: globalThis as IntervalTimers,
      ...DEFAULTS,
      ...definedFields(options),
    };
    const { host, token, allowOrigins, history } = this.#options;
    this.#token = token === undefined ? undefined : new AccessToken(token);
    this.#rules = new AccessRules(host, allowOrigins, this.#token !== undefined);
    this.#log = new LiveLog(definedFields(options));
    this.#elsewhere = history === undefined ? undefined : new LiveElsewhere(history);
  }

  /** Begins to listen. Rejects with a `ListenError` when the port is taken. */
  async start(): Promise<{ url: string; port: number }> {
    const { host, port, bus, timers, heartbeatMs } = this.#options;
    const server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    const bound = await listen(server, host, port);
    this.#server = server;
    // In one turn, so that nothing comes between what is told of the runs that go on and their next events.
    for (const { started, eventCount } of bus.runsInProgress) this.#log.join(started, eventCount);
    this.#unsubscribe = bus.subscribe((record) => this.#log.take(record));
    this.#heartbeat = timers.setInterval(() => this.#beat(), heartbeatMs);
    const shownHost = host.includes(':') ? `[${host}]` : host;
    return { url: `http://${shownHost}:${bound}/events`, port: bound };
  }

  /** Stops: clients get `graceMs` to receive what has been sent. Resolves when every connection is closed. */
  async stop({ graceMs = 0 }: { graceMs?: number } = {}): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    this.#unsubscribe?.();
    this.#options.timers.clearInterval(this.#heartbeat);
    const closed = new Promise((resolve) => server.close(resolve));
    if (graceMs > 0) await this.#letGo(graceMs, closed);
    for (const viewer of this.#viewers) viewer.cut();
    server.closeAllConnections();
    await closed;
  }

  async #letGo(graceMs: number, closed: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, graceMs)));
    for (const viewer of this.#viewers) void viewer.caughtUp.then(() => viewer.end());
    this.#server?.closeIdleConnections();
    await Promise.race([closed, tooLong, this.#allGone()]);
    clearTimeout(timer);
  }

  async #allGone(): Promise<void> {
    while (this.#viewers.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #beat(): void {
    for (const viewer of this.#viewers) viewer.beat();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { origin, host } = request.headers;
    const refusal = this.#rules.refusal({ origin, host });
    if (refusal) return void response.writeHead(403, TEXT).end(`${refusal}\n`);
    const headers = {
      ...this.#rules.corsHeaders(origin),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    };
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method === 'OPTIONS') return preflight(request, response);
    if (request.method !== 'GET')
      return void response.writeHead(405, { ...TEXT, allow: 'GET, OPTIONS' }).end();
    const url = parseUrl(request.url);
    if (!url) return void response.writeHead(400, TEXT).end('This is no address.\n');
    if (this.#token && !this.#token.isIn(request.headers, url.searchParams))
      return void response.writeHead(401, { ...TEXT, 'www-authenticate': 'Bearer' }).end(TOKEN_MISSING);
    if (url.pathname === '/events')
      return this.#events(request, response, url.searchParams.get('run_id') ?? undefined);
    if (url.pathname === '/runs')
      return sendJson(response, await listRuns(this.#log.runs, this.#options.history));
    if (url.pathname === '/health') return sendJson(response, this.#health());
    response.writeHead(404, TEXT).end('There are /events, /runs and /health.\n');
  }

  /** Whether a run came over the bus; one that another client asked for is known, too, but is of a file. */
  #isOfBus(runId: string): boolean {
    const run = this.#log.run(runId);
    return run !== undefined && run.path === undefined;
  }

  get #clientCount(): number {
    return this.#viewers.size + (this.#elsewhere?.clientCount ?? 0);
  }

  #health(): object {
    const running = this.#log.runs.filter(({ status }: LiveRun) => status === 'running').length;
    return { status: 'ok', epoch: this.#log.epoch, clients: this.#clientCount, runs_in_progress: running };
  }

  async #events(
    request: IncomingMessage,
    response: ServerResponse,
    runId: string | undefined,
  ): Promise<void> {
    const { maxClients, history, maxWaiting, stallMs, heartbeatMs } = this.#options;
    if (this.#clientCount >= maxClients) {
      return void response.writeHead(503, { ...TEXT, 'retry-after': '5' }).end('Too many viewers.\n');
    }
    const lastId = [request.headers['last-event-id'] ?? []].flat()[0];
    const isOwn = runId === undefined || this.#isOfBus(runId);
    const wish = { runId: runId ?? '', lastId, heartbeatMs, stallMs };
    if (!isOwn && (await this.#elsewhere?.follow(response, wish))) return;
    const plan = await planFor(this.#log, { runId, lastId, history });
    if (plan === 'unknown')
      return void response.writeHead(404, TEXT).end('There is no such run; /runs lists them.\n');
    // Told to a client that has all of a finished run: the end, do not come back.
    if (plan === 'nothing-left') return void response.writeHead(204).end();
    // `no-transform`, `no`: proxies must not hold frames back.
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    };
    response.writeHead(200, { ...headers, 'x-accel-buffering': 'no' });
    response.write(`retry: ${RETRY_MS}\n: trace-player live\n\n`);
    const viewer = new LiveViewer(response, plan, { log: this.#log, history, maxWaiting, stallMs });
    this.#viewers.add(viewer);
    response.on('close', () => this.#viewers.delete(viewer));
  }
}

/** A browser's question before it lets a page of another origin, or of a public site, read a local server. */
function preflight(request: IncomingMessage, response: ServerResponse): void {
  const asksForPrivate = request.headers['access-control-request-private-network'] === 'true';
  response
    .writeHead(204, {
      'access-control-allow-methods': 'GET, OPTIONS',
      'access-control-allow-headers': 'Last-Event-ID, Cache-Control, Accept, Authorization',
      'access-control-max-age': '600',
      ...(asksForPrivate && { 'access-control-allow-private-network': 'true' }),
    })
    .end();
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

function definedFields<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** A request's address; undefined when it is none, such as `//%zz`. */
function parseUrl(target = '/'): URL | undefined {
  try {
    return new URL(target, 'http://localhost');
  } catch {
    return undefined;
  }
}
