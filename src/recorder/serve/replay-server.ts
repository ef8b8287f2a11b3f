import { realpath } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AccessRules } from '../access-rules.js';
import { listen } from '../listen.js';
import type { RecoveryHandler } from '../recovery/dead-writers.js';
import { FolderRoutes } from './folder-routes.js';
import { FolderWatch } from './folder-watch.js';
import { HttpRefusal, sendJson, setCommonHeaders } from './http-answers.js';
import { PageFiles } from './page-files.js';
import { ServedFolder } from './served-folder.js';

const HOST = '127.0.0.1';

/** What is served, and where. */
export interface ReplayServerOptions {
  /** The folder of replays; it must be there. */
  folder: string;
  /** 0: any that is free. Default: 9090. */
  port?: number;
  /** Told of what dead writers had left, at the start or later, once it is finished. */
  onRecovered?: RecoveryHandler;
}

/**
 * Serves a page over a folder of replays, on loopback: the list of its runs, and the player. What dead writers left in the folder,
 * before or while it is served, is finished as a recorder's start does.
 *
 * @example
 * const server = new ReplayServer({ folder: 'results/replays' });
 * const { url } = await server.start(); // http://127.0.0.1:9090/
 */
export class ReplayServer {
  readonly #options: ReplayServerOptions & { port: number };
  readonly #rules = new AccessRules(HOST);
  readonly #pages: PageFiles;
  #server?: Server;
  #folder?: ServedFolder;
  #watch?: FolderWatch;
  #routes?: FolderRoutes;

  /** Throws when the page's files are not there. */
  constructor(options: ReplayServerOptions) {
    this.#options = { port: 9090, ...options };
    this.#pages = new PageFiles();
  }

  /** Begins to listen. Rejects when the folder is not there, and with a `ListenError` when the port is taken. */
  async start(): Promise<{ url: string; port: number }> {
    const folder = new ServedFolder(await realpath(this.#options.folder), this.#options.onRecovered);
    const server = createServer((request, response) => void this.#answer(request, response));
    const port = await listen(server, HOST, this.#options.port);
    this.#server = server;
    this.#folder = folder;
    this.#watch = new FolderWatch(folder.path);
    this.#routes = new FolderRoutes({ folder, watch: this.#watch, pages: this.#pages });
    await folder.open();
    // No file tells that its writer has died: it is looked for whenever everything is looked at.
    this.#watch.onChange((name) => void (name === undefined && folder.finishDead()));
    return { url: `http://${HOST}:${port}/`, port };
  }

  /** Stops, and deletes for good what was deleted. Resolves when every connection is closed. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    this.#routes?.close();
    this.#watch?.close();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await this.#folder?.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setCommonHeaders(response);
    try {
      this.#checkAccess(request);
      if (this.#allowPlayers(request, response)) return;
      await this.#routes!.answer(request, response);
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const status = error instanceof HttpRefusal ? error.status : 500;
      sendJson(response, { error: (error as Error).message }, status);
    }
  }

  /** Pages of this machine may play runs, but not list or change them. Returns whether that is all that was asked. */
  #allowPlayers({ url = '', method, headers }: IncomingMessage, response: ServerResponse): boolean {
    if (!/^\/(replays\/|events(\?|$))/.test(url)) return false;
    const allowed = this.#rules.corsHeaders(headers.origin);
    for (const [name, value] of Object.entries(allowed)) response.setHeader(name, value);
    if (method !== 'OPTIONS') return false;
    const head = { 'access-control-allow-headers': 'Last-Event-ID, Accept', 'access-control-max-age': '600' };
    response.writeHead(204, head).end();
    return true;
  }

  #checkAccess({ headers: { host, origin } }: IncomingMessage): void {
    if (this.#rules.refusal({ host, origin }) !== undefined) {
      throw new HttpRefusal(403, 'Only pages of this machine may read this.');
    }
  }
}
