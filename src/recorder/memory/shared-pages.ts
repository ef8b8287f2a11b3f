import { type ProcessInfo, type ProportionalMemory, readProportional } from '../process-table.js';

/** How shared pages are told from others. */
export interface SharedPagesOptions {
  /** Default: the platform's. */
  proportional?: (pids: readonly number[]) => Promise<ProportionalMemory | undefined>;
  /** Monotonic milliseconds. Default: `performance.now`. */
  now?: () => number;
}

/** How long a reading counts while the tree stays the same, in milliseconds. */
const FRESH_MS = 2000;

/** A reading that took long holds up the process that is measured: it is made that much more seldom. */
const PAUSE_PER_COST = 50;

/** Bytes that the processes of a tree, each counted by itself, count more than once. */
export interface CountedTwice {
  readonly residentBytes: number;
  readonly fileBytes: number;
}

/** Tells from time to time what of a tree's memory its processes share, as far as that is told and cheap. */
export class SharedPages {
  readonly #options: Required<SharedPagesOptions>;
  #known?: CountedTwice;
  #pids = '';
  #staleMs = -Infinity;
  #earliestMs = -Infinity;

  constructor({ proportional = readProportional, now = () => performance.now() }: SharedPagesOptions) {
    this.#options = { proportional, now };
  }

  /** What the tree's sums hold too much; undefined when that is not known. Nothing for a single process. */
  async in(tree: readonly ProcessInfo[]): Promise<CountedTwice | undefined> {
    if (tree.length < 2) return { residentBytes: 0, fileBytes: 0 };
    const pids = tree.map(({ pid }) => pid);
    const isOther = pids.join() !== this.#pids;
    if (isOther) this.#known = undefined;
    const nowMs = this.#options.now();
    if (nowMs >= this.#earliestMs && (isOther || nowMs >= this.#staleMs)) await this.#read(tree, pids);
    return this.#known;
  }

  async #read(tree: readonly ProcessInfo[], pids: readonly number[]): Promise<void> {
    const { now, proportional } = this.#options;
    const beginMs = now();
    const once = await proportional(pids);
    const endMs = now();
    this.#staleMs = endMs + FRESH_MS;
    this.#earliestMs = endMs + (endMs - beginMs) * PAUSE_PER_COST;
    this.#pids = pids.join();
    this.#known = once && {
      residentBytes: Math.max(0, sumOf(tree, 'residentBytes') - once.residentBytes),
      fileBytes: Math.max(0, sumOf(tree, 'fileBytes') - once.fileBytes),
    };
  }
}

/** A figure of all processes together. */
export function sumOf(tree: readonly ProcessInfo[], field: 'residentBytes' | 'fileBytes'): number {
  return tree.reduce((sum, one) => sum + (one[field] ?? 0), 0);
}
