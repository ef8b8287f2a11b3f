import { updateReplayIndex } from '../folder-index.js';
import { DeadWriters, type RecoveryHandler } from '../recovery/dead-writers.js';
import { HttpRefusal } from './http-answers.js';
import { Labels, type Label } from './labels.js';
import type { ListedRun } from './listed-run.js';
import { isBeingWritten } from './read-run.js';
import { openByName } from './replay-folder.js';
import { RunListing } from './run-listing.js';
import { searchFor } from './run-search.js';
import { type DeletedReplay, Trash } from './trash.js';

/** A run as the page shows it: with its reader's name and note. */
export type LabelledRun = ListedRun & Label;

/** What a query finds, how many runs there are, and what can be put back, whatever is looked for. */
export interface FoundRuns {
  readonly runs: LabelledRun[];
  readonly total: number;
  readonly deleted: DeletedReplay[];
}

/** A folder of replays with all that can be done to it. What cannot be done is told as an `HttpRefusal`. */
export class ServedFolder {
  readonly path: string;
  readonly #listing: RunListing;
  readonly #labels: Labels;
  readonly #trash: Trash;
  readonly #deadWriters: DeadWriters;

  /** `onRecovered` is told of what dead writers had left, once it is finished. */
  constructor(path: string, onRecovered?: RecoveryHandler) {
    this.path = path;
    this.#deadWriters = new DeadWriters(path, onRecovered);
    this.#listing = new RunListing(path);
    this.#labels = new Labels(path);
    this.#trash = new Trash(path);
  }

  /** Brings the folder in order. One that may not be written to can be read all the same. */
  async open(): Promise<void> {
    await this.#trash.emptyLeftBehind().catch(() => {});
    await this.#deadWriters.finishAll();
    await this.#refreshIndex();
  }

  /** Deletes for good what was deleted. */
  async close(): Promise<void> {
    await this.#labels.forget(await this.#trash.empty()).catch(() => {});
  }

  /** Finishes what a writer left that has died since. */
  finishDead(): Promise<void> {
    return this.#deadWriters.look();
  }

  /** Whether nobody writes to a replay's part any more; what a dead writer left of it is finished then. */
  async isOver(file: string): Promise<boolean> {
    if (isBeingWritten(this.path, file)) return false;
    await this.finishDead();
    return true;
  }

  /** The runs that a query finds; all, for an empty one. */
  async find(query: string): Promise<FoundRuns> {
    const [known, labels] = await Promise.all([this.#listing.list(), this.#readLabels()]);
    const isFound = searchFor(query);
    const found = known.filter((one) => isFound(one, labels.get(one.run.file)));
    const runs = found.map(({ run }) => ({ ...run, ...labels.get(run.file) }));
    return { runs, total: known.length, deleted: this.#trash.waiting };
  }

  async run(file: string): Promise<LabelledRun> {
    const { runs } = await this.find('');
    const run = runs.find((one) => one.file === file);
    if (!run) throw noSuchRun();
    return run;
  }

  async label(file: string, label: Label): Promise<LabelledRun> {
    await this.run(file);
    await this.#labels.set(file, label);
    return this.run(file);
  }

  /** Moves a replay to the trash. Resolves to what puts it back. */
  async remove(file: string): Promise<string> {
    const found = await openByName(this.path, file);
    if (!found) throw noSuchRun();
    await found.handle.close();
    if (found.isPart && isBeingWritten(this.path, file)) {
      throw new HttpRefusal(409, 'This run is still being recorded.');
    }
    const id = await this.#trash.put(this.path, found);
    await this.#refreshIndex();
    return id;
  }

  /** Puts a replay back. Resolves to its file. */
  async restore(id: string): Promise<string> {
    const file = await this.#trash.restore(id).catch((error: Error) => {
      throw new HttpRefusal(409, error.message);
    });
    if (file === undefined) throw new HttpRefusal(404, 'It was put back already, or is gone for good.');
    await this.#refreshIndex();
    return file;
  }

  #readLabels(): Promise<ReadonlyMap<string, Label>> {
    // Without them the runs are still there; what is wrong is told when one is to be changed.
    return this.#labels.all().catch(() => new Map<string, Label>());
  }

  async #refreshIndex(): Promise<void> {
    await updateReplayIndex(this.path).catch(() => {});
  }
}

/** What is told where a name is that of no replay in the folder. */
export function noSuchRun(): HttpRefusal {
  return new HttpRefusal(404, 'There is no such recording in the folder.');
}
