import { createParser } from 'eventsource-parser';
import { parseLiveEvent } from '../../trace/index.js';
import { MAX_FRAME_CHARS } from './live-intake.js';
import { isGreeting } from './silence-watch.js';

/** Who speaks: our own schema, Model Lens, or someone else. */
export type StreamKind = 'own' | 'model-lens' | 'other';

/** The beginning of an event stream, as far as it was read to know what it is. */
export interface StreamOpening {
  readonly kind: StreamKind;
  /** All of the text, what was looked at included. */
  readonly texts: AsyncIterable<string>;
}

/** Frames in which a proxy before a Model Lens server tells how its own connection stands. */
const STATUS_FRAME = '_status';

/**
 * Reads an event stream up to its first data, or to our own server's greeting. One that ends or breaks before is taken as our own:
 * it may come back.
 */
export async function readOpening(texts: AsyncIterator<string>): Promise<StreamOpening> {
  const seen: string[] = [];
  let first: string | undefined;
  let isGreeted = false;
  let isStray = false;
  const probe = createParser({
    maxBufferSize: MAX_FRAME_CHARS,
    onComment: (comment) => (isGreeted ||= isGreeting(comment)),
    onEvent: ({ data, event }) => {
      if (event !== STATUS_FRAME) first ??= data;
    },
    onError: ({ type }) => (isStray ||= type !== 'invalid-retry'),
  });
  while (first === undefined && !isGreeted && !isStray) {
    const next = await texts.next().catch(() => undefined);
    if (!next || next.done) break;
    seen.push(next.value);
    probe.feed(next.value);
  }
  const kind = first !== undefined ? kindOf(first) : isStray && !isGreeted ? 'other' : 'own';
  return { kind, texts: rejoined(seen, texts) };
}

/** The texts that were read already, and then the others. */
export async function* rejoined<T>(seen: Iterable<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield* seen;
  yield* { [Symbol.asyncIterator]: () => rest };
}

function kindOf(data: string): StreamKind {
  if (parseLiveEvent(data, () => undefined)) return 'own';
  // Within a JSON string the quotes would be escaped. Python's `NaN` may stand in it: it is not parsed here.
  return /^\s*\{/.test(data) && /"_event_type"\s*:/.test(data) ? 'model-lens' : 'other';
}
