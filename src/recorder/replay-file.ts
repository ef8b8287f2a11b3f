import { close, fsync, ftruncateSync, rename, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import {
  formatReplayEvent,
  formatReplayFooter,
  formatReplayHeader,
  replaySummary,
  type RunInfo,
  type RunStartedEvent,
  type RunSummary,
  Trace,
  type TraceEvent,
  type TraceNotice,
  unknownRun,
  withRunStarted,
} from '../trace/index.js';
import { claimReplay, type ReplayClaim } from './replay-claim.js';
import { readReplayTrace } from './replay-trace.js';
import { releaseLock } from './run-lock.js';

const closeFile = promisify(close);
const syncFile = promisify(fsync);
const renameFile = promisify(rename);

/** A run of more events is not held in memory, which would grow with it. */
const MOST_HELD_EVENTS = 20_000;

/**
 * One run on its way to disk. Lines are appended to `<name>.json.part` at most one turn of the event loop after their events:
 * synchronously, because a line that waits for a thread is a line that a killed process loses (some 10 µs for each turn).
 * `finish` adds the footer, syncs, and gives the file its name.
 */
export class ReplayFile {
  readonly #claim: ReplayClaim;
  #info: RunInfo;
  #eventCount = 0;
  /** What the footer is made of; undefined once the run is so long that its file is read again for that. */
  #trace?: Trace = new Trace();
  readonly #onError: (error: Error) => void;
  #pending = '';
  #writtenBytes = 0;
  #flushTimer?: NodeJS.Immediate;
  #hasFailed = false;

  /** `notices`: what the file's reader should know of it. Throws what the file system says when no file can be made. */
  constructor(
    folder: string,
    started: RunStartedEvent,
    onError: (error: Error) => void,
    notices: readonly TraceNotice[] = [],
  ) {
    this.#onError = onError;
    this.#claim = claimReplay(folder, started.run_id);
    this.#info = withRunStarted(unknownRun(), started);
    this.#write(formatReplayHeader(this.#info, notices));
  }

  /** What is known of the run so far. */
  get info(): RunInfo {
    return this.#info;
  }

  /** `<name>.json`, where the file will be. */
  get path(): string {
    return this.#claim.finalPath;
  }

  /** `<name>.json.part`, where it is until it is finished. */
  get partPath(): string {
    return this.#claim.partPath;
  }

  append(event: TraceEvent): void {
    if (this.#hasFailed) return;
    this.#write(formatReplayEvent(event, this.#eventCount++));
    if (event.type === 'run_started') this.#info = withRunStarted(this.#info, event as RunStartedEvent);
    if (this.#eventCount > MOST_HELD_EVENTS) this.#trace = undefined;
    this.#trace?.append(event);
  }

  /**
   * Ends the file. Resolves to its summary once it is on disk under its name; undefined when it could not be (told to
   * `onError`): then what was written stays in the `.part` file.
   */
  async finish(): Promise<RunSummary | undefined> {
    this.flush();
    const { fd, partPath, finalPath } = this.#claim;
    let summary: RunSummary | undefined;
    try {
      summary = replaySummary(this.#trace ?? (await this.#readAgain()));
      if (!this.#hasFailed) this.#write(formatReplayFooter(summary));
      this.flush();
      if (!this.#hasFailed) await syncFile(fd);
    } catch (error) {
      this.#fail(error as Error);
    }
    await closeFile(fd).catch((error: Error) => this.#fail(error));
    if (!this.#hasFailed) await renameFile(partPath, finalPath).catch((error: Error) => this.#fail(error));
    releaseLock(this.#claim.lockPath);
    return this.#hasFailed ? undefined : summary;
  }

  /** Leaves the run as it is: all lines on disk, without a footer. */
  async abandon(): Promise<void> {
    this.flush();
    await closeFile(this.#claim.fd).catch((error: Error) => this.#fail(error));
    releaseLock(this.#claim.lockPath);
  }

  async #readAgain(): Promise<Trace> {
    const file = await open(this.#claim.partPath);
    try {
      return await readReplayTrace(file, this.#writtenBytes);
    } finally {
      await file.close();
    }
  }

  #write(text: string): void {
    this.#pending += text;
    this.#flushTimer ??= setImmediate(() => this.flush());
  }

  /** Writes at once what came in this turn. */
  flush(): void {
    clearImmediate(this.#flushTimer);
    this.#flushTimer = undefined;
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    if (this.#hasFailed || bytes.length === 0) return;
    try {
      for (let offset = 0; offset < bytes.length;) {
        offset += writeSync(
          this.#claim.fd,
          bytes,
          offset,
          bytes.length - offset,
          this.#writtenBytes + offset,
        );
      }
      this.#writtenBytes += bytes.length;
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** Told once. What a full disk took of a line is cut off again, so that the file stays whole up to its last line. */
  #fail(error: Error): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    try {
      ftruncateSync(this.#claim.fd, this.#writtenBytes);
    } catch {
      // The disk says no to this, too: readers cope with a cut line.
    }
    const { partPath } = this.#claim;
    const told = `Cannot write ${partPath}: ${error.message}. What was written before stays there.`;
    this.#onError(new Error(told, { cause: error }));
  }
}
