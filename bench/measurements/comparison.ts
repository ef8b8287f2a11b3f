import { setImmediate } from 'node:timers/promises';
import {
  compareProfiles,
  compareTraces,
  profileRunInSlices,
  type RunProfile,
  Trace,
} from '../../src/trace/index.js';
import type { Figure } from '../figure.js';
import { interleaved } from '../interleaved.js';
import { longRun } from '../replay/long-run.js';
import { downloadSlices, readReplay } from '../replay/read-replay.js';
import { median } from '../statistics.js';

const ROUNDS = 5;
const PAGE_TOKENS = 100_000;
const PAGE_ROUNDS = 9;

/** Compares the long run with itself ÷ reading its file once, and two shorter ones in slices, the longest of which is told. */
export async function measureComparison(replayPath: string): Promise<Figure[]> {
  // First, as nothing is compiled yet in a page either.
  const longest: number[] = [];
  for (let round = 0; round < PAGE_ROUNDS; round++) longest.push(await longestSliceMs());
  const read = () => readReplay(downloadSlices(replayPath));
  const [left, right] = [await read(), await read()];
  const { leftMs, rightMs } = await interleaved(ROUNDS, () => compareTraces(left, right), read);
  return [
    { what: 'compare two runs ÷ read one', value: leftMs / rightMs, unit: '×', aim: { atMost: 1 } },
    { what: 'compare two runs', value: leftMs, unit: 'ms' },
    {
      what: 'longest slice with 100,000 tokens each, first time',
      value: longest[0]!,
      unit: 'ms',
      aim: { atMost: 50 },
    },
    {
      what: 'longest slice with 100,000 tokens each',
      value: median(longest.slice(1)),
      unit: 'ms',
      aim: { atMost: 50 },
    },
  ];
}

/** As a page does when a run has settled: both are profiled in slices, then compared. */
async function longestSliceMs(): Promise<number> {
  const traces = [pageTrace(), pageTrace()];
  const slices: number[] = [];
  let start = performance.now();
  const pause = async () => {
    slices.push(performance.now() - start);
    await setImmediate();
    start = performance.now();
  };
  const profiles: RunProfile[] = [];
  for (const trace of traces) profiles.push(await profileRunInSlices(trace, pause));
  await pause();
  compareProfiles(profiles.slice(0, 1), profiles.slice(1));
  await pause();
  return Math.max(...slices);
}

function pageTrace(): Trace {
  const trace = new Trace();
  for (const event of longRun(PAGE_TOKENS)) trace.append(event);
  return trace;
}
