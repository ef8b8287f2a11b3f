import { type FSWatcher, watch } from 'node:fs';

/** How often everything is looked at anyway: not every file system tells of changes, and none that a writer is gone. */
const LOOK_MS = 2000;

/** Told the name of what changed in the folder; undefined: anything may have. */
export type FolderHandler = (name: string | undefined) => void;

/** Watches a folder. */
export class FolderWatch {
  readonly #handlers = new Set<FolderHandler>();
  readonly #timer: NodeJS.Timeout;
  #watcher?: FSWatcher;

  constructor(folder: string, lookMs = LOOK_MS) {
    try {
      this.#watcher = watch(folder, (_type, name) => this.#tell(name ?? undefined));
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // Without watching there is still the looking.
    }
    this.#timer = setInterval(() => this.#tell(undefined), lookMs).unref();
  }

  /** Calls `handler` with every change from now on. Returns what undoes it. */
  onChange(handler: FolderHandler): () => void {
    this.#handlers.add(handler);
    return () => void this.#handlers.delete(handler);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
    this.#handlers.clear();
  }

  #tell(name: string | undefined): void {
    for (const handler of this.#handlers) handler(name);
  }
}
