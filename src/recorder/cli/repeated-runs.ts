import type { JsonObject } from '../../trace/index.js';
import type { RecordCompletionOptions } from '../record-completion.js';
import { EXIT } from './command.js';
import {
  exitCodeOf,
  type FinishedRun,
  isInterrupted,
  jsonResult,
  recordOne,
  type RunToRecord,
} from './recorded-run.js';
import { summariseRuns } from './repeat-summary.js';
import { runWords } from './run-words.js';

/** How often. */
export interface Repetition {
  readonly runs: number;
  /** Runs before them, recorded and marked, and not summed up. */
  readonly warmUps: number;
}

/** All that was recorded, in order. */
export interface RepeatedRuns {
  readonly warmUps: readonly FinishedRun[];
  readonly runs: readonly FinishedRun[];
}

/** Records runs in a row, and sums them up through `tell`. Ctrl-C ends the one that goes on, and with it all. */
export async function recordRepeatedly(
  { runs, warmUps }: Repetition,
  run: RunToRecord,
  tell: (line: string) => void,
): Promise<RepeatedRuns> {
  const recordSeries = async (count: number, isWarmUp: boolean): Promise<FinishedRun[]> => {
    const finished: FinishedRun[] = [];
    for (let number = 1; number <= count && !run.io.signal.aborted; number++) {
      tell(isWarmUp ? runWords.warmUp(number, count) : runWords.run(number, count));
      finished.push(
        await recordOne({ ...run, completion: labelled(run.completion, number, count, isWarmUp) }),
      );
    }
    return finished;
  };
  const warmedUp = await recordSeries(warmUps, true);
  const finished = await recordSeries(runs, false);
  for (const line of runWords.summary(
    summariseRuns(
      runs,
      finished.map(({ result }) => result),
    ),
  ))
    tell(line);
  return { warmUps: warmedUp, runs: finished };
}

/** One of several: its id is its own, and its file says which it is. */
function labelled<O extends RecordCompletionOptions>(
  completion: O,
  number: number,
  of: number,
  isWarmUp: boolean,
): O {
  const labels: JsonObject = isWarmUp
    ? { warm_up: true, warm_up_run: number }
    : { repeat_run: number, repeat_of: of };
  const { runId } = completion;
  return { ...completion, labels, runId: runId && `${runId}-${isWarmUp ? 'warm-up-' : ''}${number}` };
}

/** What `--json` prints of them. */
export function repeatedJson(
  { warmUps, runs }: RepeatedRuns,
  asked: number,
  completion: RecordCompletionOptions,
  sseUrl: string | undefined,
): object {
  const told = (run: FinishedRun) => jsonResult(run, completion, sseUrl);
  const summary = summariseRuns(
    asked,
    runs.map(({ result }) => result),
  );
  return { summary, runs: runs.map(told), warm_ups: warmUps.map(told) };
}

/** Interrupted when one was, else failed when one failed. */
export function repeatedExitCode({ warmUps, runs }: RepeatedRuns, isAborted: boolean): number {
  const all = [...warmUps, ...runs];
  if (isAborted || all.some(isInterrupted)) return EXIT.interrupted;
  return all.every((run) => exitCodeOf(run) === EXIT.ok) ? EXIT.ok : EXIT.failed;
}
