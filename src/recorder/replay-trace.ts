import type { FileHandle } from 'node:fs/promises';
import { createTraceReader, type Trace } from '../trace/index.js';

/** What is read and parsed at once, so that a program that records meanwhile is not held up. */
const PIECE = 256 << 10;

/** Reads the first `end` bytes of a replay file, up to a whole line, as a trace. Throws what the file system and the reader say. */
export async function readReplayTrace(file: FileHandle, end: number): Promise<Trace> {
  const reader = await createTraceReader('replay-lines');
  const decoder = new TextDecoder();
  const piece = Buffer.alloc(PIECE);
  for (let position = 0; position < end;) {
    const { bytesRead } = await file.read(piece, 0, Math.min(PIECE, end - position), position);
    if (bytesRead === 0) break;
    position += bytesRead;
    reader.push(decoder.decode(piece.subarray(0, bytesRead), { stream: true }));
  }
  reader.push(decoder.decode());
  reader.finish();
  return reader.trace;
}
