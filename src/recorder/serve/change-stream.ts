import type { ServerResponse } from 'node:http';
import type { FolderWatch } from './folder-watch.js';
import type { LabelledRun } from './served-folder.js';

/** The shortest time between two looks at the folder, however much happens in it. */
const LEAST_MS = 300;
/** Bytes that may wait for a page. */
const MAX_WAITING = 4 << 20;

/** What a page is told: runs as they are now, and the files that are gone. */
export interface RunChanges {
  readonly changed: readonly LabelledRun[];
  readonly gone: readonly string[];
}

/** Tells pages, as server-sent events, what changes in the list of runs. As long as nobody listens, nothing is looked at. */
export class ChangeStream {
  readonly #list: () => Promise<readonly LabelledRun[]>;
  readonly #clients = new Set<ServerResponse>();
  /** Each run as it was last told of. */
  #told?: Map<string, string>;
  #timer?: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();
  #lastLookMs = -Infinity;

  constructor(watch: FolderWatch, list: () => Promise<readonly LabelledRun[]>) {
    this.#list = list;
    watch.onChange(() => this.poke());
  }

  /** A page listens, from now on. */
  async add(response: ServerResponse): Promise<void> {
    await this.#look();
    if (response.destroyed) return;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    response.write('retry: 1000\n: what changes\n\n');
    this.#clients.add(response);
    response.on('close', () => {
      this.#clients.delete(response);
      if (this.#clients.size === 0) this.#told = undefined;
    });
  }

  /** Something may have changed. */
  poke(): void {
    if (this.#clients.size === 0 || this.#timer) return;
    const waitMs = Math.max(0, this.#lastLookMs + LEAST_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, waitMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  #look(): Promise<void> {
    // A folder that cannot be read now may be again.
    return (this.#looking = this.#looking.then(() => this.#tellChanges()).catch(() => {}));
  }

  async #tellChanges(): Promise<void> {
    const runs = await this.#list();
    this.#lastLookMs = performance.now();
    const now = new Map(runs.map((run) => [run.file, JSON.stringify(run)]));
    const told = this.#told ?? now;
    this.#told = now;
    const changed = runs.filter(({ file }) => told.get(file) !== now.get(file));
    const gone = [...told.keys()].filter((file) => !now.has(file));
    if (changed.length === 0 && gone.length === 0) return;
    const changes: RunChanges = { changed, gone };
    for (const client of this.#clients) {
      client.write(`data: ${JSON.stringify(changes)}\n\n`);
      // A page that takes nothing comes back, and asks for all.
      if (client.writableLength > MAX_WAITING) client.destroy();
    }
  }
}
