import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { isTerminalType, type LiveEvent, type RunStartedEvent, type RunSummary } from '../trace/index.js';
import { defaultBus, type EventBus } from './event-bus.js';
import { FolderIndex } from './folder-index.js';
import { QuietWork, type WorkTimers } from './quiet-work.js';
import { type RecoveryReport, recoverReplays } from './recovery/recover-replays.js';
import { ReplayFile } from './replay-file.js';
import { indexEntry, type ReplayIndexEntry } from './replay-index.js';
import { asError, type ErrorHandler, reportToConsole } from './report-error.js';

/** So many ended runs, each an open file, wait at most for others that go on. */
const MOST_WAITING = 20;

/** A replay that is on disk. */
export interface WrittenReplay {
  readonly runId: string;
  readonly path: string;
  readonly summary: RunSummary;
}

export interface ReplayWriterOptions {
  /** Default: the bus that all share. */
  bus?: EventBus;
  /** Made when it is missing. Default: `results/replays`. */
  outputDir?: string;
  /** Told, once for a run, what could not be written. Default: a line on standard error. */
  onError?: ErrorHandler;
  /** Told of each replay once it is on disk under its name. */
  onWritten?: (replay: WrittenReplay) => void;
  /** Told at the start what became of the files that dead writers had left, where there were any. */
  onRecovered?: (report: RecoveryReport) => void;
  /** Default: the global ones. */
  timers?: WorkTimers;
}

/**
 * Writes every run that begins on a bus to `<outputDir>/<name>.json`, and keeps `index.json` beside them. While a run goes on its
 * lines are in `<name>.json.part`, at most one turn of the event loop behind; once it has ended its file is finished as soon as no
 * other run is under way, and after two seconds, or with 20 that wait, all the same. When it starts it finishes what dead writers left in
 * the folder, in the background. Nothing is thrown at the program that runs: what goes wrong is told to `onError`, and the rest
 * goes on.
 *
 * @example
 * const writer = new EventBusReplayWriter({ bus, outputDir: 'results/replays' });
 * writer.start();
 * …
 * await writer.stop();
 */
export class EventBusReplayWriter {
  readonly #bus: EventBus;
  readonly #outputDir: string;
  readonly #onError: ErrorHandler;
  readonly #onWritten: (replay: WrittenReplay) => void;
  readonly #onRecovered: (report: RecoveryReport) => void;
  readonly #files = new Map<string, ReplayFile>();
  /** Files of runs that have ended, to be finished. */
  readonly #ended: { readonly runId: string; readonly file: ReplayFile }[] = [];
  readonly #finishing: QuietWork;
  readonly #index: FolderIndex;
  #unsubscribe?: () => void;
  #recovering: Promise<void> = Promise.resolve();

  constructor(options: ReplayWriterOptions = {}) {
    this.#bus = options.bus ?? defaultBus;
    this.#outputDir = options.outputDir ?? 'results/replays';
    this.#onError = options.onError ?? reportToConsole;
    this.#onWritten = options.onWritten ?? (() => {});
    this.#onRecovered = options.onRecovered ?? (() => {});
    this.#index = new FolderIndex(this.#outputDir);
    this.#finishing = new QuietWork(
      () => this.#files.size > 0 && this.#ended.length < MOST_WAITING,
      () => this.#finishEnded(),
      options.timers,
    );
  }

  /** Begins to write: runs that start from now on. */
  start(): void {
    if (this.#unsubscribe) return;
    this.#unsubscribe = this.#bus.subscribe((record) => this.#take(record));
    process.on('exit', this.#flushAll);
    this.#recovering = this.#recover();
  }

  /** Resolves when what dead writers had left is finished: after that, a start costs the program nothing more. */
  get recovered(): Promise<void> {
    return this.#recovering;
  }

  /** Stops writing. Resolves when all that came is on disk; a run that has not ended stays as a `.part` file. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    process.off('exit', this.#flushAll);
    const abandoned = [...this.#files.values()].map((file) => file.abandon());
    this.#files.clear();
    await Promise.all([...abandoned, this.#finishing.now(), this.#recovering]);
  }

  async #recover(): Promise<void> {
    if (!existsSync(this.#outputDir)) return;
    try {
      const report = await recoverReplays(this.#outputDir);
      if (report.recovered.length + report.removed.length > 0) this.#onRecovered(report);
    } catch (error) {
      // A folder that goes away meanwhile has nothing to be finished.
      if (!existsSync(this.#outputDir)) return;
      const { message } = asError(error);
      this.#onError(new Error(`Cannot look for unfinished replays in ${this.#outputDir}: ${message}`));
    }
  }

  /** A program that ends by an exception, or by its own will, ends before the turn's last lines would be written. */
  readonly #flushAll = (): void => {
    for (const file of this.#files.values()) file.flush();
    for (const { file } of this.#ended) file.flush();
  };

  #take({ runId, seq, event }: LiveEvent): void {
    if (seq === 0) this.#begin(event as RunStartedEvent);
    const file = this.#files.get(runId);
    if (!file) return;
    file.append(event);
    if (isTerminalType(event.type)) this.#end(runId, file);
  }

  #begin(started: RunStartedEvent): void {
    try {
      this.#files.set(started.run_id, new ReplayFile(this.#outputDir, started, this.#onError));
    } catch (error) {
      const { message } = asError(error);
      this.#onError(new Error(`Cannot record run ${started.run_id} in ${this.#outputDir}: ${message}`));
    }
  }

  #end(runId: string, file: ReplayFile): void {
    this.#files.delete(runId);
    this.#ended.push({ runId, file });
    this.#finishing.ask();
  }

  /** Finishes the files of all runs that have ended, and lists them in one go. */
  async #finishEnded(): Promise<void> {
    const written: WrittenReplay[] = [];
    const entries: ReplayIndexEntry[] = [];
    for (let next = this.#ended[0]; next; next = this.#ended[0]) {
      const { runId, file } = next;
      const summary = await file.finish();
      // Until then its last lines may have to be flushed.
      this.#ended.shift();
      if (!summary) continue;
      written.push({ runId, path: file.path, summary });
      entries.push(indexEntry(file.info, summary, basename(file.path)));
    }
    if (entries.length > 0) await this.#list(entries);
    for (const replay of written) this.#tellWritten(replay);
  }

  /** A failure costs only the index, which can be rebuilt. */
  async #list(entries: readonly ReplayIndexEntry[]): Promise<void> {
    try {
      await this.#index.update(entries);
    } catch (error) {
      this.#onError(new Error(`Cannot write the index of ${this.#outputDir}: ${asError(error).message}`));
    }
  }

  #tellWritten(replay: WrittenReplay): void {
    try {
      this.#onWritten(replay);
    } catch (error) {
      this.#onError(asError(error));
    }
  }
}
