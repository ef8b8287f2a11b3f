import { collectGarbage } from './collect-garbage.js';
import { median } from './statistics.js';

/**
 * Times two pieces of work in turns, so that what disturbs the machine disturbs both, after one turn each that is not counted.
 * Returns the median milliseconds of each.
 */
export async function interleaved(
  rounds: number,
  left: () => unknown,
  right: () => unknown,
): Promise<{ leftMs: number; rightMs: number }> {
  await timeMs(left);
  await timeMs(right);
  const times = { left: [] as number[], right: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.left.push(await timeMs(left));
    times.right.push(await timeMs(right));
  }
  return { leftMs: median(times.left), rightMs: median(times.right) };
}

/** Milliseconds that the work takes, starting from a heap without garbage. */
async function timeMs(work: () => unknown): Promise<number> {
  collectGarbage();
  const start = performance.now();
  await work();
  return performance.now() - start;
}
