import { createTraceReader, detectFormat, type Trace, type TraceFormat } from '../../trace/index.js';

/** A file that was read, and what it was. */
export interface ReadTrace {
  readonly trace: Trace;
  readonly format: TraceFormat;
}

/** Reads any format that is known, as its bytes come. Throws `TraceFormatError` when it is no trace, and what the source throws. */
export async function readTrace(bytes: AsyncIterable<Uint8Array>): Promise<ReadTrace> {
  const decoder = new TextDecoder();
  let head = '';
  let reading: Reading | undefined;
  for await (const piece of bytes) {
    const text = decoder.decode(piece, { stream: true });
    if (reading) reading.reader.push(text);
    else reading = await begin((head += text), false);
  }
  const rest = decoder.decode();
  if (reading) reading.reader.push(rest);
  else reading = (await begin(head + rest, true))!;
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
