import { createTraceReader, detectFormat, type Trace, type TraceFormat } from '../../trace/index.js';
import { fileText } from './file-text.js';

/** A file that was read, and what it was. */
export interface ReadTrace {
  readonly trace: Trace;
  readonly format: TraceFormat;
}

/**
 * Reads any format that is known, as its bytes come: text in UTF-8 or UTF-16, packed by gzip or not. Throws `TraceFormatError` when it
 * is no trace, an error for people when it is no text, and what the source throws.
 */
export async function readTrace(bytes: AsyncIterable<Uint8Array>): Promise<ReadTrace> {
  let head = '';
  let reading: Reading | undefined;
  for await (const text of fileText(bytes)) {
    if (reading) reading.reader.push(text);
    else reading = await begin((head += text), false);
  }
  reading ??= (await begin(head, true))!;
  while (!reading.reader.finish()) await nextTurn();
  return { trace: reading.reader.trace, format: reading.format };
}

type Reading = { format: TraceFormat; reader: Awaited<ReturnType<typeof createTraceReader>> };

/** Undefined while it cannot be told what it is. */
async function begin(head: string, isWhole: boolean): Promise<Reading | undefined> {
  const format = detectFormat(head, isWhole);
  if (format === undefined) return undefined;
  const reader = await createTraceReader(format);
  reader.push(head);
  return { format, reader };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
