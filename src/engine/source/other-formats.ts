import { createTraceReader, detectFormat, type TraceReader } from '../../trace/index.js';

/** A reader for any file, told by its first characters. undefined: more is needed to tell. Throws as `detectFormat` does. */
export async function detectReader(head: string, isWhole: boolean): Promise<TraceReader | undefined> {
  const format = detectFormat(head, isWhole);
  return format && createTraceReader(format);
}
