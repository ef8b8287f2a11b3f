import type { OutputDifference } from '../../trace/comparison/output-difference.js';
import type { OutputSegment } from '../../trace/comparison/output-segments.js';
import type { OutputBatch } from './output-worker.js';

/** Two answers to be compared. */
export interface Outputs {
  left: string;
  right: string;
}

/** Edits that a worker searches for at most: about a second and a half where two long answers have nothing in common. */
const WORKER_EDITS = 4000;

/** Characters of both answers from which on a worker is worth its start, and a strict policy's report that it was refused. */
const LONG = 40_000;

/** Compares two answers in slices that leave the page its frames; long ones in a worker where the page's policy allows one. */
export async function compareInBackground(outputs: Outputs, signal: AbortSignal): Promise<OutputDifference> {
  const isLong = outputs.left.length + outputs.right.length > LONG;
  return (isLong && (await compareInWorker(outputs, signal))) || compareInSlices(outputs, signal);
}

/** Undefined where there can be no worker: another origin's script, a strict policy, Trusted Types. */
async function compareInWorker(outputs: Outputs, signal: AbortSignal): Promise<OutputDifference | undefined> {
  let worker: Worker;
  try {
    worker = new Worker(new URL('./output-worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return undefined;
  }
  try {
    return await new Promise<OutputDifference | undefined>((resolve, reject) => {
      const segments: OutputSegment[] = [];
      worker.onmessage = ({ data }: MessageEvent<OutputBatch>) => {
        for (const segment of data.segments) segments.push(segment);
        if (data.rest) resolve({ segments, ...data.rest });
      };
      worker.onerror = (event) => {
        event.preventDefault();
        resolve(undefined);
      };
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      worker.postMessage({ ...outputs, maxEdits: WORKER_EDITS });
    });
  } finally {
    worker.terminate();
  }
}

async function compareInSlices({ left, right }: Outputs, signal: AbortSignal): Promise<OutputDifference> {
  const { compareOutputs } = await import('../../trace/comparison/output-difference.js');
  return compareOutputs(left, right, { pause: () => nextTask(signal) });
}

async function nextTask(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}
