import { compareOutputs, type OutputComparisonOptions } from '../../trace/comparison/output-difference.js';

/** What a page sends: two answers, and how far to search. */
interface OutputTask extends OutputComparisonOptions {
  left: string;
  right: string;
}

addEventListener('message', ({ data }: MessageEvent<OutputTask>) => {
  void compareOutputs(data.left, data.right, { maxEdits: data.maxEdits }).then((difference) =>
    postMessage(difference),
  );
});
