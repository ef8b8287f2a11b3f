import { statSync } from 'node:fs';
import { collectGarbage } from '../collect-garbage.js';
import type { Figure } from '../figure.js';
import { downloadSlices, readReplay } from '../replay/read-replay.js';

/** What stays in memory of a replay once it has been read ÷ the size of its file. */
export async function measureHeap(replayPath: string): Promise<Figure[]> {
  const fileBytes = statSync(replayPath).size;
  const before = heldBytes();
  const trace = await readReplay(downloadSlices(replayPath));
  const bytes = heldBytes() - before;
  return [
    { what: 'heap and array buffers ÷ file size', value: bytes / fileBytes, unit: '×', aim: { atMost: 1 } },
    { what: 'held for each event', value: bytes / trace.length, unit: 'bytes' },
    { what: 'size of the file', value: fileBytes / 1e6, unit: 'MB' },
  ];
}

function heldBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
