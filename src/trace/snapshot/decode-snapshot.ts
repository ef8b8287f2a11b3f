import { ReplayAssembler } from '../replay-file/replay-assembler.js';
import type { Trace } from '../trace.js';
import { fromBase64url } from './base64url.js';
import { readContainer } from './container.js';
import { MOST_CHARACTERS } from './link-limits.js';
import { addPackedNotices } from './packed-notices.js';
import { RunUnpacker } from './run-unpacker.js';
import { CODEC_LETTERS, CODEC_NAMES, type CodecName, loadCodec } from './section-codecs.js';
import { SnapshotError } from './snapshot-error.js';

export interface DecodingOptions {
  /** Lets others run in between, as a page's main thread must. */
  pause?: () => Promise<void>;
}

const EVENTS_IN_ONE_GO = 4000;

/**
 * Reads the run that a link's payload (what stands behind `#trace=`) holds. A link comes from anyone: sizes are checked before memory
 * is spent, and its events as those of any file. Rejects with a `SnapshotError`.
 */
export async function decodeSnapshot(payload: string, options: DecodingOptions = {}): Promise<Trace> {
  const codec = await loadCodec(codecOf(payload));
  const packed = await readContainer(fromBase64url(payload.slice(1)), codec);
  const unpacker = new RunUnpacker(packed);
  const { i: info = {}, s: status, n: notices = [] } = unpacker.head;
  const assembler = new ReplayAssembler();
  assembler.addHeader(info);
  let index = 0;
  for (const event of unpacker.events()) {
    const place = ++index;
    assembler.addEvent(event, () => `event ${place}`);
    if (index % EVENTS_IN_ONE_GO === 0) await options.pause?.();
  }
  if (status !== undefined) assembler.addFooter({ status });
  const { trace } = assembler;
  if (trace.length === 0) throw new SnapshotError('empty', 'a run without events');
  addPackedNotices(trace, notices);
  return trace;
}

function codecOf(payload: string): CodecName {
  if (payload === '') throw new SnapshotError('empty', 'no characters');
  if (payload.length > MOST_CHARACTERS) throw new SnapshotError('too_large', `${payload.length} characters`);
  const codec = CODEC_NAMES.find((name) => CODEC_LETTERS[name] === payload[0]);
  if (!codec) throw new SnapshotError('unknown_codec', `it begins with ${JSON.stringify(payload[0])}`);
  return codec;
}
