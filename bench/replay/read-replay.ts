import { closeSync, openSync, readSync } from 'node:fs';
import { createTraceReader, type Trace, type TraceFormat } from '../../src/trace/index.js';

/** About what a download hands over at a time. */
const SLICE_BYTES = 64 * 1024;

/** Texts of a file as a download brings them: decoded slices of 64 kB of bytes. */
export function* downloadSlices(path: string): Generator<string> {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(SLICE_BYTES);
  const decoder = new TextDecoder();
  for (let count = readSync(file, bytes); count > 0; count = readSync(file, bytes)) {
    yield decoder.decode(bytes.subarray(0, count), { stream: true });
  }
  closeSync(file);
}

/** Reads slices into a trace. */
export async function readReplay(
  slices: Iterable<string>,
  format: TraceFormat = 'replay-lines',
): Promise<Trace> {
  const reader = await createTraceReader(format);
  for (const slice of slices) reader.push(slice);
  while (!reader.finish());
  return reader.trace;
}
