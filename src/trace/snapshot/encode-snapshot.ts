import type { JsonObject } from '../events.js';
import { firstRunStarted } from '../first-run-started.js';
import type { LeftOutPart, ThinnedPart } from '../lost-parts.js';
import { isNestedTooDeeply } from '../nesting.js';
import { type RunInfo, unknownRun, withRunStarted } from '../run-info.js';
import type { Trace } from '../trace.js';
import { toBase64url } from './base64url.js';
import { writeContainer } from './container.js';
import { leftOutParts, withLeftOut } from './left-out.js';
import { MOST_CHARACTERS, MOST_EVENTS } from './link-limits.js';
import { packedNotices } from './packed-notices.js';
import type { PackedRun } from './packed-run.js';
import { RunPacker } from './run-packer.js';
import { CODEC_LETTERS, CODEC_NAMES, loadCodec } from './section-codecs.js';
import { SnapshotError } from './snapshot-error.js';
import { Thinner, type ThinningLevel, thinningLevels } from './thinning.js';

export interface SnapshotOptions {
  /** Characters of the payload at most. Default: as many as it takes. */
  maxLength?: number;
  /** What the sender leaves out. Default: nothing. */
  without?: readonly LeftOutPart[];
  /** Lets others run in between, as a page's main thread must. */
  pause?: () => Promise<void>;
}

/** A run in a link. */
export interface Snapshot {
  /** What stands behind `#trace=`: a codec's letter, then base64url. */
  payload: string;
  /** What was thinned out to make it short; empty: nothing. */
  thinned: ThinnedPart[];
  /** What the sender left out. */
  leftOut: LeftOutPart[];
  /** How far a time may be from the recorded one, in milliseconds. */
  timeErrorMs: number;
}

const EVENTS_IN_ONE_GO = 4000;

/**
 * Packs a run into the payload of a link, with the time of every token to the millisecond. Where that is longer than asked for, it
 * leaves out memory, then the times' precision, then details, never any text. Rejects with a `SnapshotError`: `empty` where the run
 * has no events, `too_long` where it does not fit even so, `cannot_pack` where it has what no link can hold; with
 * a `RangeError` at a part that cannot be left out.
 */
export async function encodeSnapshot(trace: Trace, options: SnapshotOptions = {}): Promise<Snapshot> {
  refuseUnpackable(trace);
  const most = Math.min(options.maxLength ?? Infinity, MOST_CHARACTERS);
  let shortest = Infinity;
  let fault: SnapshotError | undefined;
  for (const level of thinningLevels(trace)) {
    const snapshot = await tryLevel(trace, level, options);
    if (snapshot instanceof SnapshotError) {
      fault = snapshot;
    } else if (snapshot) {
      if (snapshot.payload.length <= most) return snapshot;
      shortest = Math.min(shortest, snapshot.payload.length);
    }
  }
  if (fault && shortest === Infinity) throw fault;
  throw new SnapshotError('too_long', `${shortest} characters, ${most} asked for`, shortest);
}

function refuseUnpackable(trace: Trace): void {
  if (trace.length === 0) throw new SnapshotError('empty', 'a run without events');
  const others = [...trace.wholeEvents()].map(([, event]) => event);
  // Plain tokens are never thinned out.
  if (trace.length - others.length > MOST_EVENTS) throw tooManyEvents(trace.length);
  const isDeep = isNestedTooDeeply([trace.info, ...others]);
  if (isDeep) throw new SnapshotError('cannot_pack', 'it is nested too deeply');
}

function tooManyEvents(count: number): SnapshotError {
  return new SnapshotError('too_long', `${count} events`);
}

/** At a level that leaves more than any link holds, what is too much. */
async function tryLevel(
  trace: Trace,
  level: ThinningLevel,
  options: SnapshotOptions,
): Promise<Snapshot | SnapshotError | undefined> {
  try {
    return await encodeAt(trace, level, options);
  } catch (error) {
    if (error instanceof SnapshotError && error.fault === 'too_long') return error;
    throw error;
  }
}

/** Undefined where the level leaves nothing of a run that is all details: that is no link. */
async function encodeAt(
  trace: Trace,
  level: ThinningLevel,
  options: SnapshotOptions,
): Promise<Snapshot | undefined> {
  const leftOut = [...leftOutParts(options.without)];
  const thinner = new Thinner(trace, level);
  const packed = await pack(trace, level.precisionMs, leftOut, thinner, options.pause);
  if (packed.order.length === 0) return undefined;
  const payload = await shortestPayload(packed);
  return { payload, thinned: thinner.thinned, leftOut, timeErrorMs: level.precisionMs / 2 };
}

async function pack(
  trace: Trace,
  precisionMs: number,
  leftOut: readonly LeftOutPart[],
  thinner: Thinner,
  pause?: () => Promise<void>,
): Promise<PackedRun> {
  const packer = new RunPacker(precisionMs);
  const without = new Set(leftOut);
  let count = 0;
  for (let index = 0; index < trace.length; index++) {
    const event = thinner.event(withLeftOut(trace.eventAt(index), without), index);
    if (event) packer.add(event);
    if (event && ++count > MOST_EVENTS) throw tooManyEvents(trace.length);
    if (index % EVENTS_IN_ONE_GO === EVENTS_IN_ONE_GO - 1) await pause?.();
  }
  const info = thinner.fields('run_started', infoBeyondEvents(trace));
  const notices = packedNotices(trace, { leftOut, thinned: thinner.thinned, precisionMs });
  return packer.finish({
    ...(Object.keys(info).length > 0 && { i: info }),
    ...(!trace.isEnded && trace.status !== 'running' && { s: trace.status }),
    ...(notices.length > 0 && { n: notices }),
  });
}

async function shortestPayload(packed: PackedRun): Promise<string> {
  let shortest: string | undefined;
  for (const codec of CODEC_NAMES) {
    const bytes = await writeContainer(packed, await loadCodec(codec));
    const payload = bytes && CODEC_LETTERS[codec] + toBase64url(bytes);
    if (payload && payload.length < (shortest?.length ?? Infinity)) shortest = payload;
  }
  return shortest!;
}

/** What is known of the run and no event tells. */
function infoBeyondEvents(trace: Trace): JsonObject {
  const started = firstRunStarted(trace);
  const told: RunInfo = started ? withRunStarted(unknownRun(), started) : unknownRun();
  const { version: _version, ...info } = trace.info;
  const entries = Object.entries(info).filter(
    ([field, value]) =>
      value !== undefined && JSON.stringify(told[field as keyof RunInfo]) !== JSON.stringify(value),
  );
  return Object.fromEntries(entries) as JsonObject;
}
