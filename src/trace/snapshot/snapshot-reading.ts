import { ReplayAssembler } from '../replay-file/replay-assembler.js';
import type { Trace } from '../trace.js';
import { fromBase64url } from './base64url.js';
import { readContainer } from './container.js';
import { MOST_CHARACTERS } from './link-limits.js';
import { addPackedNotices } from './packed-notices.js';
import type { PackedRun } from './packed-run.js';
import { RunUnpacker } from './run-unpacker.js';
import { CODEC_LETTERS, CODEC_NAMES, type CodecName, loadCodec } from './section-codecs.js';
import { SnapshotError } from './snapshot-error.js';

/** Few enough that a step is far below a frame's work, even before a browser has made its script fast. */
const EVENTS_IN_A_STEP = 100;

/** A link's run while it is being read: its trace grows step by step. */
export class SnapshotReading {
  readonly trace: Trace;
  /** Each event has a time, of a byte at least: it has no more events than this. */
  readonly mostEvents: number;
  readonly #assembler = new ReplayAssembler();
  readonly #unpacker: RunUnpacker;
  readonly #events: Iterator<unknown>;
  #index = 0;
  #isRead = false;
  #fault?: unknown;

  constructor(packed: PackedRun) {
    this.trace = this.#assembler.trace;
    this.mostEvents = packed.times.length;
    this.#unpacker = new RunUnpacker(packed);
    this.#events = this.#unpacker.events();
    this.#assembler.addHeader(this.#unpacker.head.i ?? {});
  }

  /** Whether there is no more to read. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** Reads a few more events, if there are. Throws a `SnapshotError`, and the same one again when asked again. */
  readStep(): void {
    if (this.#fault !== undefined) throw this.#fault;
    try {
      this.#isRead ||= this.#addEvents();
    } catch (fault) {
      this.#fault = fault;
      throw fault;
    }
  }

  /** Returns whether that was all. */
  #addEvents(): boolean {
    for (let count = 0; count < EVENTS_IN_A_STEP; count++) {
      const { done, value } = this.#events.next();
      if (done) {
        this.#finish();
        return true;
      }
      const place = ++this.#index;
      this.#assembler.addEvent(value, () => `event ${place}`);
    }
    return false;
  }

  #finish(): void {
    const { s: status, n: notices = [] } = this.#unpacker.head;
    if (status !== undefined) this.#assembler.addFooter({ status });
    if (this.trace.length === 0) throw new SnapshotError('empty', 'a run without events');
    addPackedNotices(this.trace, notices);
  }
}

/**
 * Unfolds a link's payload (what stands behind `#trace=`), so that its events can be read. A link comes from anyone: sizes are checked
 * before memory is spent. Rejects with a `SnapshotError`.
 */
export async function openSnapshot(payload: string): Promise<SnapshotReading> {
  const codec = await loadCodec(codecOf(payload));
  return new SnapshotReading(await readContainer(fromBase64url(payload.slice(1)), codec));
}

function codecOf(payload: string): CodecName {
  if (payload === '') throw new SnapshotError('empty', 'no characters');
  if (payload.length > MOST_CHARACTERS) throw new SnapshotError('too_large', `${payload.length} characters`);
  const codec = CODEC_NAMES.find((name) => CODEC_LETTERS[name] === payload[0]);
  if (!codec) throw new SnapshotError('unknown_codec', `it begins with ${JSON.stringify(payload[0])}`);
  return codec;
}
