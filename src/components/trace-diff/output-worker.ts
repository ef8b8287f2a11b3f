import {
  compareOutputs,
  type OutputComparisonOptions,
  type OutputDifference,
} from '../../trace/comparison/output-difference.js';
import type { OutputSegment } from '../../trace/comparison/output-segments.js';

/** What a page sends: two answers, and how far to search. */
interface OutputTask extends OutputComparisonOptions {
  left: string;
  right: string;
}

/** What is sent back: segments in batches that a page takes in within its frames, the rest with the last. */
export interface OutputBatch {
  segments: OutputSegment[];
  rest?: Omit<OutputDifference, 'segments'>;
}

const SEGMENTS_IN_A_BATCH = 4000;

addEventListener('message', ({ data }: MessageEvent<OutputTask>) => {
  void compareOutputs(data.left, data.right, { maxEdits: data.maxEdits }).then(sendBack);
});

function sendBack({ segments, ...rest }: OutputDifference): void {
  for (let from = 0; from < segments.length; from += SEGMENTS_IN_A_BATCH)
    send({ segments: segments.slice(from, from + SEGMENTS_IN_A_BATCH) });
  send({ segments: [], rest });
}

function send(batch: OutputBatch): void {
  postMessage(batch);
}
