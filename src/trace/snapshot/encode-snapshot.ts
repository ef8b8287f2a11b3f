import type { JsonObject, RunStartedEvent } from '../events.js';
import { type RunInfo, unknownRun, withRunStarted } from '../run-info.js';
import type { Trace } from '../trace.js';
import { toBase64url } from './base64url.js';
import { writeContainer } from './container.js';
import { type LeftOutPart, withLeftOut } from './left-out.js';
import type { PackedRun } from './packed-run.js';
import { type HeadFacts, RunPacker } from './run-packer.js';
import { CODEC_LETTERS, type CodecName, CODECS } from './section-codecs.js';
import { SnapshotError } from './snapshot-error.js';
import { thinnedParts, thinner, THINNING_LEVELS, type ThinnedPart, type ThinningLevel } from './thinning.js';

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
 * leaves out memory, then the times' precision, then details, never any text. Rejects with a `SnapshotError`: `too_long` where it does
 * not fit even so, `cannot_pack` where a time is none.
 */
export async function encodeSnapshot(trace: Trace, options: SnapshotOptions = {}): Promise<Snapshot> {
  const most = options.maxLength ?? Infinity;
  const [fullest, ...thinner] = THINNING_LEVELS;
  const full = await encodeAt(trace, fullest!, options);
  if (full.payload.length <= most) return full;
  const least = await encodeAt(trace, THINNING_LEVELS.at(-1)!, options);
  if (least.payload.length > most)
    throw new SnapshotError('too_long', `${least.payload.length} characters, ${most} asked for`);
  for (const level of thinner.slice(0, -1)) {
    const snapshot = await encodeAt(trace, level, options);
    if (snapshot.payload.length <= most) return snapshot;
  }
  return least;
}

async function encodeAt(trace: Trace, level: ThinningLevel, options: SnapshotOptions): Promise<Snapshot> {
  const thinned = thinnedParts(trace, level);
  const leftOut = [...new Set(options.without)];
  const packed = await pack(trace, level, leftOut, thinned, options.pause);
  return { payload: await shortestPayload(packed), thinned, leftOut, timeErrorMs: level.precisionMs / 2 };
}

async function pack(
  trace: Trace,
  level: ThinningLevel,
  leftOut: LeftOutPart[],
  thinned: ThinnedPart[],
  pause?: () => Promise<void>,
): Promise<PackedRun> {
  const packer = new RunPacker(level.precisionMs);
  const without = new Set(leftOut);
  const thin = thinner(trace, level);
  for (let index = 0; index < trace.length; index++) {
    const event = thin(withLeftOut(trace.eventAt(index), without), index);
    if (event) packer.add(event);
    if (index % EVENTS_IN_ONE_GO === EVENTS_IN_ONE_GO - 1) await pause?.();
  }
  return packer.finish(headFacts(trace, [...leftOut, ...thinned]));
}

async function shortestPayload(packed: PackedRun): Promise<string> {
  let shortest: string | undefined;
  for (const codec of Object.keys(CODECS) as CodecName[]) {
    const bytes = await writeContainer(packed, CODECS[codec]);
    const payload = bytes && CODEC_LETTERS[codec] + toBase64url(bytes);
    if (payload && payload.length < (shortest?.length ?? Infinity)) shortest = payload;
  }
  return shortest!;
}

/** What is known of the run and no event tells. */
function headFacts(trace: Trace, missing: string[]): HeadFacts {
  const i = infoBeyondEvents(trace);
  return {
    ...(Object.keys(i).length > 0 && { i }),
    ...(!trace.isEnded && trace.status !== 'running' && { s: trace.status }),
    ...(missing.length > 0 && { x: missing }),
  };
}

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

function firstRunStarted(trace: Trace): RunStartedEvent | undefined {
  for (const [, event] of trace.wholeEvents())
    if (event.type === 'run_started') return event as RunStartedEvent;
  return undefined;
}
