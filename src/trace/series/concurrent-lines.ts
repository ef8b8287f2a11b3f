import type { Completion } from '../completion.js';

/**
 * The line of a chart that each completion is drawn on, from 0: those that generate at the same time have each their own, those that
 * follow each other share one. Undefined where that takes more than `mostLines`. O(completions).
 */
export function concurrentLines(
  completions: readonly Completion[],
  mostLines: number,
): Uint32Array | undefined {
  const lines = new Uint32Array(completions.length);
  /** When the last completion on each line had its last token. */
  const endsMs: number[] = [];
  const generating = completions.filter(({ firstTokenMs }) => firstTokenMs !== undefined);
  for (const { index, firstTokenMs, lastTokenMs } of generating.sort(byFirstToken)) {
    const free = endsMs.findIndex((endMs) => endMs <= firstTokenMs!);
    const line = free < 0 ? endsMs.length : free;
    if (line === mostLines) return undefined;
    endsMs[line] = lastTokenMs!;
    lines[index] = line;
  }
  return lines;
}

/** For each line the positions of its chunks, of which the completion is told. Lines without any are left out. */
export function chunksByLine(completionOf: Uint32Array, lines: Uint32Array): Uint32Array[] {
  const counts: number[] = [];
  for (const completion of completionOf) counts[lines[completion]!] = (counts[lines[completion]!] ?? 0) + 1;
  const chunks = Array.from(counts, (count = 0) => new Uint32Array(count));
  const filled = chunks.map(() => 0);
  completionOf.forEach((completion, chunk) => {
    const line = lines[completion]!;
    chunks[line]![filled[line]!++] = chunk;
  });
  return chunks.filter(({ length }) => length > 0);
}

function byFirstToken(left: Completion, right: Completion): number {
  return left.firstTokenMs! - right.firstTokenMs! || left.index - right.index;
}
