import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { AccessRules } from '../access-rules.js';
import { type BaseUrl, parseBaseUrl } from '../base-url.js';
import { type BegunCompletion, CapturedRun, type RunSurroundings } from '../capture/captured-run.js';
import { CompletionObserver } from '../capture/completion-observer.js';
import { type CompletionRoute, completionRoute } from '../capture/completion-route.js';
import { FoundMemory } from '../capture/found-memory.js';
import { secretsOf, shownUrl } from '../capture/observed-request.js';
import { defaultBus, type EventBus } from '../event-bus.js';
import { describeHardware } from '../hardware.js';
import { listen } from '../listen.js';
import type { MemorySampler } from '../memory-sampler.js';
import { asError, type ErrorHandler, harmless, reportToConsole } from '../report-error.js';
import { unreachable } from '../run-failure.js';
import { type FoundServer, probeServer } from '../server-probes.js';
import { type ExchangeWatcher, forward, refuse } from './forward.js';
import { NamedRuns, type RestTimers } from './named-runs.js';
import { passUpgrade } from './pass-upgrade.js';
import { ProxyTarget, RUN_HEADER } from './proxy-target.js';
import { RecordedExchange } from './recorded-exchange.js';

export interface RecordingProxyOptions {
  /** The model server: what a program would be pointed at without the proxy. */
  target: string;
  /** Default: the bus that all share. */
  bus?: EventBus;
  /** On 127.0.0.1; 0: any that is free. Default: 8787. */
  port?: number;
  /** Where memory figures come from; false: nowhere. Default: all that a server on this machine tells, and its processes. */
  memory?: MemorySampler | false;
  /** false: neither the prompts' nor the answers' text is recorded, only times, counts and channels. */
  text?: boolean;
  /** Told what could not be recorded; what passes is not harmed. Default: a line on standard error. */
  onError?: ErrorHandler;
  timers?: RestTimers;
}

const HOST = '127.0.0.1';
const MAX_NAME_LENGTH = 200;

/**
 * A reverse proxy before a model server, for programs of any language: point them at its address. Everything passes as it is, and
 * every completion is recorded as a run; requests with the same `x-trace-run` header are one run. Only this machine may ask.
 *
 * @example
 * const proxy = new RecordingProxy({ target: 'http://127.0.0.1:11434', bus });
 * const { url } = await proxy.start(); // http://127.0.0.1:8787
 */
export class RecordingProxy {
  readonly #options: RecordingProxyOptions;
  readonly #base: BaseUrl;
  readonly #target: ProxyTarget;
  readonly #onError: ErrorHandler;
  readonly #rules = new AccessRules(HOST);
  readonly #named: NamedRuns;
  readonly #runs = new Set<CapturedRun>();
  readonly #exchanges = new Set<RecordedExchange>();
  readonly #sockets = new Set<Duplex>();
  readonly #hardware;
  readonly #foundMemory = new FoundMemory();
  readonly #stopping = new AbortController();
  #found?: FoundServer;
  #server?: Server;

  /** Throws `BaseUrlError` when the target is no address. */
  constructor(options: RecordingProxyOptions) {
    this.#options = options;
    this.#base = parseBaseUrl(options.target);
    this.#target = new ProxyTarget(this.#base);
    this.#onError = harmless(options.onError ?? reportToConsole);
    this.#named = new NamedRuns(options.timers ?? (globalThis as unknown as RestTimers));
    this.#hardware = this.#base.isLoopback ? describeHardware() : undefined;
  }

  /** Begins to listen. Rejects with a `ListenError` when the port is taken. */
  async start(): Promise<{ url: string; port: number }> {
    const server = createServer((request, response) => this.#handle(request, response));
    // A model may think, and a client send, as long as it takes.
    server.requestTimeout = server.timeout = 0;
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    const port = await listen(server, HOST, this.#options.port ?? 8787);
    this.#server = server;
    if (this.#base.isLoopback) void this.#lookAtTarget();
    return { url: `http://${HOST}:${port}`, port };
  }

  /** Stops: what is on its way is interrupted. Resolves when every connection is closed and every run has its end. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    this.#stopping.abort();
    // What has passed is recorded.
    for (const exchange of this.#exchanges) exchange.flush();
    for (const run of this.#runs) run.interrupt('The proxy was ended.');
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    server.closeAllConnections();
    this.#target.close();
    this.#foundMemory.end();
    await closed;
  }

  /** What the target is, as far as it tells: asked once, beside what passes. */
  async #lookAtTarget(): Promise<void> {
    const { signal } = this.#stopping;
    this.#found = await probeServer(this.#base, { signal }).catch(() => undefined);
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const { origin, host } = request.headers;
    const refusal = this.#rules.refusal({ origin, host });
    if (refusal) return refuse(response, 403, `trace-player proxy: ${refusal}`);
    const describe = (error: Error) => `trace-player proxy: ${unreachable(error, this.#base.href).message}`;
    forward(request, response, this.#target, describe, () => this.#watcher(request, response));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { origin, host } = request.headers;
    if (this.#rules.refusal({ origin, host })) {
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    passUpgrade(request, socket, head, this.#target);
  }

  #watcher(request: IncomingMessage, response: ServerResponse): ExchangeWatcher | undefined {
    try {
      return this.#recorded(request, response);
    } catch (thrown) {
      this.#onError(asError(thrown));
      return undefined;
    }
  }

  #recorded(request: IncomingMessage, response: ServerResponse): ExchangeWatcher | undefined {
    const url = this.#target.addressOf(request);
    const route = completionRoute(request.method ?? 'GET', url.pathname);
    if (!route) return undefined;
    const observe = (beganMs: number) => this.#observer(request, response, route, beganMs);
    const exchange = new RecordedExchange(observe, route, request.headers['content-encoding'], this.#onError);
    this.#exchanges.add(exchange);
    // What it was told last may still wait for the next turn.
    response.on('close', () => setImmediate(() => this.#exchanges.delete(exchange)));
    return exchange;
  }

  #observer(
    request: IncomingMessage,
    response: ServerResponse,
    route: CompletionRoute,
    beganMs: number,
  ): CompletionObserver {
    const url = this.#target.addressOf(request);
    const { [RUN_HEADER]: name, ...headers } = request.headers;
    const run = this.#run([name ?? []].flat()[0], response, beganMs);
    const provider = route.provider === 'openai' ? (this.#found?.provider ?? route.provider) : route.provider;
    const secrets = secretsOf(url, headerPairs(headers));
    const observed = {
      route: { ...route, provider },
      shownUrl: shownUrl(url),
      secrets: [...secrets, ...this.#base.secrets],
    };
    return new CompletionObserver(run, observed, this.#onError, beganMs);
  }

  #run(name: string | undefined, response: ServerResponse, beganMs: number): CapturedRun {
    const shortName = name?.trim().slice(0, MAX_NAME_LENGTH);
    const run = shortName
      ? this.#named.run(shortName, this.#surroundings(beganMs))
      : new CapturedRun(this.#surroundings(beganMs));
    for (const one of this.#runs) if (one.isOver) this.#runs.delete(one);
    this.#runs.add(run);
    if (shortName) {
      const rest = () => this.#named.rest(shortName);
      if (response.closed) rest();
      else response.on('close', rest);
    }
    return run;
  }

  #surroundings(beganMs: number): RunSurroundings {
    const { bus = defaultBus, memory, text } = this.#options;
    const { isLoopback, href } = this.#base;
    const found = (begun: BegunCompletion) =>
      isLoopback ? this.#foundMemory.sampler(href, begun) : undefined;
    return {
      bus,
      text,
      beganMs,
      memory: memory === false ? undefined : (begun) => memory ?? found(begun),
      hardware: this.#hardware,
      server: this.#found?.server,
      simulated: this.#found?.simulated,
    };
  }
}

function headerPairs(headers: IncomingHttpHeaders): [name: string, value: string][] {
  return Object.entries(headers).flatMap(([name, values = []]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
}
