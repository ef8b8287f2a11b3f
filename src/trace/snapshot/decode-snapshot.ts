import { ReplayAssembler } from '../replay-file/replay-assembler.js';
import type { Trace } from '../trace.js';
import { fromBase64url } from './base64url.js';
import { readContainer } from './container.js';
import type { PackedHead } from './packed-run.js';
import { RunUnpacker } from './run-unpacker.js';
import { CODEC_LETTERS, type CodecName, CODECS } from './section-codecs.js';
import { SnapshotError } from './snapshot-error.js';

export interface DecodingOptions {
  /** Lets others run in between, as a page's main thread must. */
  pause?: () => Promise<void>;
}

/** What a payload may have, in characters: more than any address bar takes. */
const MOST_CHARACTERS = 12 << 20;

const EVENTS_IN_ONE_GO = 4000;

/**
 * Reads the run that a link's payload (what stands behind `#trace=`) holds. A link comes from anyone: sizes are checked before memory
 * is spent, and its events as those of any file. Rejects with a `SnapshotError`.
 */
export async function decodeSnapshot(payload: string, options: DecodingOptions = {}): Promise<Trace> {
  const codec = codecOf(payload);
  const packed = await readContainer(fromBase64url(payload.slice(1)), CODECS[codec]);
  const unpacker = new RunUnpacker(packed);
  const { head } = unpacker;
  const assembler = new ReplayAssembler();
  assembler.addHeader(head.i ?? {});
  let index = 0;
  for (const event of unpacker.events()) {
    const at = index++;
    assembler.addEvent(event, () => `event ${at + 1}`);
    if (index % EVENTS_IN_ONE_GO === 0) await options.pause?.();
  }
  if (head.s !== undefined) assembler.addFooter({ status: head.s });
  if (assembler.trace.length === 0) throw new SnapshotError('empty', 'a run without events');
  assembler.finish(true);
  tellWhatIsMissing(assembler.trace, head);
  return assembler.trace;
}

function codecOf(payload: string): CodecName {
  if (payload === '') throw new SnapshotError('empty', 'no characters');
  if (payload.length > MOST_CHARACTERS) throw new SnapshotError('too_large', `${payload.length} characters`);
  for (const [codec, letter] of Object.entries(CODEC_LETTERS))
    if (payload[0] === letter) return codec as CodecName;
  throw new SnapshotError('unknown_codec', `it begins with ${JSON.stringify(payload.slice(0, 1))}`);
}

const LEFT_OUT = ['prompt', 'system', 'reasoning'];

function tellWhatIsMissing(trace: Trace, { x = [], p }: PackedHead): void {
  const leftOut = x.filter((part) => LEFT_OUT.includes(part));
  if (leftOut.length > 0) trace.addNotice('left_out', leftOut.join(', '));
  if (p > 1) trace.addNotice('rounded_times', String(p));
  const thinned = x.filter((part) => part === 'memory' || part === 'details');
  if (thinned.length > 0) trace.addNotice('thinned_out', thinned.join(', '));
}
