import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunInfo } from '../trace/index.js';
import { PART_ENDING, REPLAY_ENDING } from './replay-claim.js';
import { readReplayHeader } from './replay-ends.js';
import { foldedName, safeReplayName } from './replay-name.js';

const PIECE = 256 << 10;
const NEWLINE = 0x0a;

/** Reads the event lines of a replay file in order, while it may still grow. Its last line counts once it is whole JSON. */
export class ReplayLines {
  readonly #file: FileHandle;
  /** Bytes read and not yet told. */
  #held: Buffer = Buffer.alloc(0);
  #position = 0;
  /** The line that comes next; −1 is the header. */
  #nextSeq = -1;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<ReplayLines> {
    return new ReplayLines(await open(path));
  }

  /** Reads a file that is open already, and is closed with this. */
  static of(file: FileHandle): ReplayLines {
    return new ReplayLines(file);
  }

  /** The event `seq` as JSON; undefined when the file does not hold it (yet). Only ever forward: lines passed are gone. */
  async line(seq: number): Promise<string | undefined> {
    for (;;) {
      const line = this.#takeLine();
      if (line === undefined) {
        if (!(await this.#readOn())) return this.#nextSeq === seq ? this.#openLine() : undefined;
      } else if (line.startsWith(']')) return undefined;
      else if (this.#nextSeq > seq) return line.replace(/,$/, '');
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #takeLine(): string | undefined {
    const end = this.#held.indexOf(NEWLINE);
    if (end < 0) return undefined;
    const line = this.#held.toString('utf8', 0, end);
    this.#held = this.#held.subarray(end + 1);
    this.#nextSeq++;
    return line;
  }

  /** The last line, which no break ends yet; it stays to be taken when its break has come. */
  #openLine(): string | undefined {
    const line = this.#held.toString('utf8');
    return isWholeObject(line) ? line : undefined;
  }

  async #readOn(): Promise<boolean> {
    const piece = Buffer.alloc(PIECE);
    const { bytesRead } = await this.#file.read(piece, 0, PIECE, this.#position);
    this.#position += bytesRead;
    this.#held = Buffer.concat([this.#held, piece.subarray(0, bytesRead)]);
    return bytesRead > 0;
  }
}

/** A run's file in a folder, and what it says of its run. */
export interface FoundReplay {
  /** Within the folder: `x.json`, or `x.json.part` while it is being written. */
  readonly name: string;
  readonly info: RunInfo;
}

/** Finds a run's file in a folder, whole or still being written: by what it says, since its name may be another's variant. */
export async function findReplay(
  folder: string,
  { run_id: runId, started_at: startedAt }: RunInfo,
): Promise<string | undefined> {
  for await (const { name, info } of replaysOf(folder, runId)) {
    if (info.started_at === startedAt) return join(folder, name);
  }
  return undefined;
}

/** All files of a folder that say that they are of a run of this id. */
export async function* replaysOf(folder: string, runId: string): AsyncGenerator<FoundReplay> {
  const start = foldedName(safeReplayName(runId)).slice(0, 40);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const { name } = entry;
    const isReplay = entry.isFile() && (name.endsWith(PART_ENDING) || name.endsWith(REPLAY_ENDING));
    if (!isReplay || !foldedName(name).startsWith(start)) continue;
    const info = await readHeaderOf(join(folder, name)).catch(() => undefined);
    if (info?.run_id === runId) yield { name, info };
  }
}

/** Reads what a replay file, whole or still growing, says of its run on its first line. Throws what the file system says. */
export async function readHeaderOf(path: string): Promise<RunInfo | undefined> {
  const file = await open(path);
  try {
    return await readReplayHeader(file);
  } finally {
    await file.close();
  }
}

function isWholeObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
