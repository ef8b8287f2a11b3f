import { createParser } from 'eventsource-parser';
import { parseLiveEvent } from '../../trace/index.js';
import { LiveIntake, type LiveOptions, MAX_FRAME_CHARS } from './live-intake.js';
import type { SourceContext, SourceSink } from './source.js';

/**
 * Follows an event stream of our own schema, through reconnects, to the end of its run. Gives back the text of one that is not:
 * a saved body, to be read as a file.
 */
export async function followStream(
  texts: AsyncGenerator<string, void, undefined>,
  sink: SourceSink,
  context: SourceContext,
  options: LiveOptions,
): Promise<AsyncIterable<string> | undefined> {
  const opening = await readOpening(texts);
  if (!opening.isLive) return opening.texts;
  await new LiveIntake(sink, context, options).read(opening.texts);
  return undefined;
}

interface Opening {
  readonly isLive: boolean;
  /** All of the text, what was looked at included. */
  readonly texts: AsyncIterable<string>;
}

/** Reads an event stream up to its first data. One that ends or breaks before is taken as live: it may come back. */
async function readOpening(texts: AsyncGenerator<string, void, undefined>): Promise<Opening> {
  const seen: string[] = [];
  let first: string | undefined;
  let isForeign = false;
  const probe = createParser({
    maxBufferSize: MAX_FRAME_CHARS,
    onEvent: ({ data }) => (first ??= data),
    onError: ({ type }) => (isForeign ||= type !== 'invalid-retry'),
  });
  while (first === undefined && !isForeign) {
    const next = await texts.next().catch(() => undefined);
    if (!next || next.done) break;
    seen.push(next.value);
    probe.feed(next.value);
  }
  const isLive = first === undefined ? !isForeign : parseLiveEvent(first, () => undefined) !== undefined;
  return { isLive, texts: rejoined(seen, texts) };
}

async function* rejoined(
  seen: string[],
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string> {
  yield* seen;
  yield* rest;
}
