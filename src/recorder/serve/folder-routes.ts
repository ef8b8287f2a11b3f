import type { IncomingMessage, ServerResponse } from 'node:http';
import { readChange, textField } from './change-request.js';
import { ChangeStream } from './change-stream.js';
import { epochOf, followReplay } from './follow-replay.js';
import type { FolderWatch } from './folder-watch.js';
import { HttpRefusal, sendFile, sendJson, sendPageFile } from './http-answers.js';
import type { PageFiles } from './page-files.js';
import { isBeingWritten } from './read-run.js';
import { type OpenedReplay, openByName } from './replay-folder.js';
import { type LabelledRun, noSuchRun, type ServedFolder } from './served-folder.js';

/** What the routes work with. */
export interface RouteParts {
  readonly folder: ServedFolder;
  readonly watch: FolderWatch;
  readonly pages: PageFiles;
}

/**
 * What is at which address:
 * - `GET /`, `/run/<file>`: the page; with its files beside it.
 * - `GET /api/runs?q=`, `/api/runs/<file>`: runs as the page lists them. `/api/changes`: what changes of them, as events.
 * - `GET /replays/<file>`: the file; the live stream of one that is being written.
 * - `GET /events`, `/events?run_id=`: one run as a live stream: the one that goes on, or else the last; or the one of that id.
 * - `POST /api/label {file, name, note}`, `/api/delete {file}` → `{undo}`, `/api/restore {undo}`.
 */
export class FolderRoutes {
  readonly #parts: RouteParts;
  readonly #changes: ChangeStream;

  constructor(parts: RouteParts) {
    this.#parts = parts;
    const { watch, folder } = parts;
    this.#changes = new ChangeStream(watch, async () => (await folder.find('')).runs);
  }

  /** Answers a request. Throws an `HttpRefusal` where that cannot be done. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = addressOf(request);
    if (request.method === 'POST') return sendJson(response, await this.#change(path, request));
    if (request.method !== 'GET' && request.method !== 'HEAD') throw notAllowed(response);
    const { folder, pages } = this.#parts;
    if (path === '/' || path.startsWith('/run/')) return sendPageFile(response, await pages.page());
    if (path === '/api/runs')
      return sendJson(response, { folder: folder.path, ...(await folder.find(query.get('q') ?? '')) });
    if (request.method === 'GET' && path === '/api/changes') return this.#changes.add(response);
    const file = nameBehind('/api/runs/', path);
    if (file !== undefined) return sendJson(response, await folder.run(file));
    const replay = nameBehind('/replays/', path);
    if (replay !== undefined) return this.#sendReplay(request, response, replay);
    if (request.method === 'GET' && path === '/events')
      return this.#sendStream(request, response, query.get('run_id') ?? undefined);
    const pageFile = await pages.file(path);
    if (!pageFile) throw new HttpRefusal(404, 'There is nothing at this address.');
    sendPageFile(response, pageFile);
  }

  close(): void {
    this.#changes.close();
  }

  async #change(path: string, request: IncomingMessage): Promise<object> {
    const { folder } = this.#parts;
    const body = await readChange(request);
    try {
      switch (path) {
        case '/api/label': {
          const label = { name: textField(body, 'name'), note: textField(body, 'note') };
          return await folder.label(textField(body, 'file'), label);
        }
        case '/api/delete':
          return { undo: await folder.remove(textField(body, 'file')) };
        case '/api/restore':
          return { file: await folder.restore(textField(body, 'undo')) };
      }
    } finally {
      this.#changes.poke();
    }
    throw new HttpRefusal(404, 'There is nothing to change at this address.');
  }

  /** One address for a run from its beginning on: a client that followed it comes back for the rest of the stream. */
  async #sendReplay(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
    const { path } = this.#parts.folder;
    const found = await openByName(path, file);
    if (!found) throw noSuchRun();
    const isLive = found.isPart && isBeingWritten(path, file);
    const isAsFile = request.method === 'HEAD' || (!isLive && lastIdOf(request) === undefined);
    return isAsFile ? sendFile(response, found.handle) : this.#follow(request, response, found);
  }

  /** For a player that knows no more than the server. */
  async #sendStream(request: IncomingMessage, response: ServerResponse, runId?: string): Promise<void> {
    const { folder } = this.#parts;
    const { runs } = await folder.find('');
    const run = streamedRun(runs, runId, lastIdOf(request));
    const found = run && (await openByName(folder.path, run.file));
    if (!found) throw noSuchRun();
    return this.#follow(request, response, found);
  }

  #follow(request: IncomingMessage, response: ServerResponse, replay: OpenedReplay): Promise<void> {
    const { folder, watch } = this.#parts;
    const { file, isPart, handle } = replay;
    return followReplay(response, handle, {
      lastId: lastIdOf(request),
      isOver: async () => !isPart || folder.isOver(file),
      onChange: (handler) =>
        watch.onChange((name) => {
          if (name === undefined || name.startsWith(file)) handler();
        }),
    });
  }
}

/** A client that comes back gets the run that it had; of the others, those that go on stand first, then the newest. */
function streamedRun(
  runs: readonly LabelledRun[],
  runId: string | undefined,
  lastId: string | undefined,
): LabelledRun | undefined {
  const wanted = runId === undefined ? runs : runs.filter((run) => run.run_id === runId);
  const isHad = ({ run_id: id = '', at }: LabelledRun) => lastId?.startsWith(`${epochOf(id, at)}-`);
  return wanted.find(isHad) ?? wanted.find(({ state }) => state !== 'broken' && state !== 'other');
}

function lastIdOf({ headers }: IncomingMessage): string | undefined {
  return [headers['last-event-id'] ?? []].flat()[0];
}

function notAllowed(response: ServerResponse): HttpRefusal {
  response.setHeader('allow', 'GET, HEAD, POST');
  return new HttpRefusal(405, 'This is not how to ask.');
}

/** Taken apart by hand: an address is never made shorter by what stands in it. */
function addressOf({ url = '/' }: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = '/', query] = url.split('?', 2);
  return { path, query: new URLSearchParams(query) };
}

/** The name that an address ends in; what is no name comes out as one that no replay has. */
function nameBehind(start: string, path: string): string | undefined {
  if (!path.startsWith(start)) return undefined;
  try {
    return decodeURIComponent(path.slice(start.length));
  } catch {
    return '';
  }
}
