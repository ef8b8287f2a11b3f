import {
  createTraceReader,
  detectFormat,
  type TraceFormat,
  type TraceReader,
} from '../../../src/trace/index.js';

/** Reads a whole text as a page would: tells its format, then pushes it in the given pieces. */
export async function readText(text: string, pieces: readonly string[] = [text]): Promise<TraceReader> {
  return readAs(detectFormat(text, true)!, pieces);
}

/** Reads pieces as one format, to the end. */
export async function readAs(format: TraceFormat, pieces: readonly string[]): Promise<TraceReader> {
  const reader = await createTraceReader(format);
  for (const piece of pieces) reader.push(piece);
  while (!reader.finish());
  return reader;
}

/** Cuts a text at the given offsets, which need no order. */
export function cutAt(text: string, offsets: readonly number[]): string[] {
  const cuts = [...new Set(offsets.map((offset) => offset % (text.length + 1)))].sort((a, b) => a - b);
  return [...cuts, text.length].map((end, index) => text.slice(index === 0 ? 0 : cuts[index - 1], end));
}
