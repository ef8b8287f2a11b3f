import type { LeftOutPart, ThinnedPart } from '../../trace/lost-parts.js';
import { encodeSnapshot, type Snapshot } from '../../trace/snapshot/encode-snapshot.js';
import { SnapshotError } from '../../trace/snapshot/snapshot-error.js';
import { formatSnapshotLink, MOST_PAYLOADS } from '../../trace/snapshot/snapshot-link.js';
import type { Trace } from '../../trace/trace.js';
import { browserScheduler } from '../shared/browser-scheduler.js';

/** What a link is to be. */
export interface SnapshotUrlOptions {
  /** The address of a page that plays links; relative to this one. Default: the element's `share-base`, else `embed.html` beside the script tag's file, else this page. */
  base?: string;
  /** Characters of the whole link at most; default: as many as it takes. */
  maxLength?: number;
  /** What is left out of it. */
  without?: readonly LeftOutPart[];
  /** Seconds at which it starts. */
  t?: number;
  /** The speed at which it starts. */
  speed?: number;
}

/** A link that holds runs. */
export interface SnapshotUrl {
  readonly url: string;
  /** What stands behind each `trace=`. */
  readonly payloads: readonly string[];
  /** What of the runs was thinned out, to make it short. */
  readonly thinned: readonly ThinnedPart[];
  /** How far a time may be from the recorded one, in milliseconds. */
  readonly timeErrorMs: number;
}

/**
 * A link that holds one run, or two to compare. Rejects with a `SnapshotError`: `too_long` where they do not fit, `empty` without a
 * run.
 */
export async function snapshotUrl(
  traces: readonly (Trace | undefined)[],
  { base = '', maxLength = Infinity, t, speed, without }: SnapshotUrlOptions,
): Promise<SnapshotUrl> {
  const runs = traces.filter((trace) => trace !== undefined && trace.length > 0) as Trace[];
  if (runs.length === 0) throw new SnapshotError('empty', 'there is no run to put into a link');
  const page = pageAddress(base);
  const linkOf = (payloads: string[]) => page + formatSnapshotLink({ payloads, t, speed });
  const snapshots = await fitting(runs, maxLength - linkOf(runs.map(() => '')).length, without);
  const payloads = snapshots.map(({ payload }) => payload);
  return {
    url: linkOf(payloads),
    payloads,
    thinned: [...new Set(snapshots.flatMap(({ thinned }) => thinned))],
    timeErrorMs: Math.max(...snapshots.map(({ timeErrorMs }) => timeErrorMs)),
  };
}

/** A link that compares the first two of some runs. Rejects as `snapshotUrl` does; with `empty` unless both are there. */
export async function comparisonUrl(
  traces: readonly (Trace | undefined)[],
  options: SnapshotUrlOptions,
): Promise<SnapshotUrl> {
  const pair = traces.slice(0, MOST_PAYLOADS);
  if (pair.length < MOST_PAYLOADS || !pair.every((trace) => trace !== undefined && trace.length > 0))
    throw new SnapshotError('empty', 'there are no two runs to put into a link');
  return snapshotUrl(pair, options);
}

/** The page that plays links, from this script; not there in what is for bundlers, which move scripts about. */
declare const EMBED_PAGE: string | undefined;

/** The address of the page that is to play a link, without what is behind its `#`: that named, the one beside us, or this one. */
export function pageAddress(base: string): string {
  const beside = typeof EMBED_PAGE === 'string' ? new URL(EMBED_PAGE, import.meta.url).href : location.href;
  return new URL(base || beside, document.baseURI).href.split('#', 1)[0]!;
}

/** The runs, whole where they fit into so many characters, else thinned out. */
async function fitting(
  runs: readonly Trace[],
  most: number,
  without?: readonly LeftOutPart[],
): Promise<Snapshot[]> {
  const encode: Encode = (trace, maxLength) =>
    encodeSnapshot(trace, { maxLength, without, pause: () => browserScheduler.yieldToHost() });
  if (runs.length === 1) return [await encode(runs[0]!, most)];
  const whole: Snapshot[] = [];
  for (const run of runs) whole.push(await encode(run, Infinity));
  const lengths = whole.map(({ payload }) => payload.length);
  return sum(lengths) <= most ? whole : sharing(runs, most, lengths, encode);
}

type Encode = (trace: Trace, maxLength: number) => Promise<Snapshot>;

/**
 * Runs that share some characters: beyond what each of them needs at least, each gets as much of the rest as it has use for, up to its
 * length as a whole.
 */
async function sharing(
  runs: readonly Trace[],
  most: number,
  lengths: readonly number[],
  encode: Encode,
): Promise<Snapshot[]> {
  const least: number[] = [];
  for (const run of runs) least.push(await leastOf(encode(run, 0)));
  if (sum(least) > most)
    throw new SnapshotError('too_long', `${sum(least)} characters, ${most} asked for`, sum(least));
  const uses = lengths.map((length, place) => length - least[place]!);
  const short: Snapshot[] = [];
  let left = most - sum(least);
  for (const [place, run] of runs.entries()) {
    const share = Math.floor((left * uses[place]!) / (sum(uses.slice(place)) || 1));
    const snapshot = await encode(run, least[place]! + share);
    left -= snapshot.payload.length - least[place]!;
    short.push(snapshot);
  }
  return short;
}

/** The characters that a run needs at least: its failure to be put into none tells. */
async function leastOf(encodedInNone: Promise<Snapshot>): Promise<number> {
  try {
    return (await encodedInNone).payload.length;
  } catch (failure) {
    if (failure instanceof SnapshotError && failure.least !== undefined) return failure.least;
    throw failure;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
