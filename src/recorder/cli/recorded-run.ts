import type { Trace } from '../../trace/index.js';
import type { EventBus } from '../event-bus.js';
import {
  type RecordCompletionOptions,
  recordCompletion,
  type RecordedCompletion,
} from '../record-completion.js';
import { EventBusReplayWriter, type WrittenReplay } from '../replay-writer.js';
import { type CommandIo, EXIT } from './command.js';
import { reportLines } from './recover-command.js';
import { RunView } from './run-view.js';
import { words } from './words.js';

/** What one run needs. */
export interface RunToRecord {
  readonly completion: RecordCompletionOptions & { bus: EventBus };
  readonly io: CommandIo;
  readonly folder: string;
  /** Whether the answer is not shown. */
  readonly isQuiet: boolean;
}

/** A run that has ended, and where it is on disk; undefined when it could not be written. */
export interface FinishedRun {
  readonly result: RecordedCompletion;
  readonly written?: WrittenReplay;
}

/** Records a run to its file, shows it while it streams, and tells how it ended. */
export async function recordOne({ completion, io, folder, isQuiet }: RunToRecord): Promise<FinishedRun> {
  const view = new RunView(io, isQuiet);
  let written: WrittenReplay | undefined;
  const writer = new EventBusReplayWriter({
    bus: completion.bus,
    outputDir: folder,
    onError: (error) => view.tell(`trace-player: ${error.message}`),
    onWritten: (replay) => (written = replay),
    onRecovered: (report) => reportLines(folder, report).forEach((line) => view.tell(line)),
  });
  writer.start();
  await writer.recovered;
  const unsubscribe = completion.bus.subscribe((record) => view.show(record));
  const tellInterrupt = () => view.tell(words.interrupted);
  io.signal.addEventListener('abort', tellInterrupt, { once: true });
  const result = await recordCompletion(completion);
  io.signal.removeEventListener('abort', tellInterrupt);
  unsubscribe();
  await writer.stop();
  tellEnd(view, result, written);
  return { result, written };
}

function tellEnd(
  view: RunView,
  { status, metrics, trace, error }: RecordedCompletion,
  written?: WrittenReplay,
): void {
  view.tell(words.totals(status, metrics, trace.durationMs, trace.memory.peak));
  view.tell(written ? words.written(written.path) : words.notWritten);
  if (error) view.tell(`trace-player: ${words.failed(error.message)}`);
}

/** A run as `--json` tells it. */
export function jsonResult(
  { result: { runId, status, metrics, error, trace }, written }: FinishedRun,
  { model, provider }: RecordCompletionOptions,
  sseUrl: string | undefined,
): object {
  return {
    run_id: runId,
    status,
    file: written?.path,
    sse_url: sseUrl,
    model,
    provider,
    simulated: trace.info.simulated,
    duration_ms: trace.durationMs,
    metrics,
    peak_memory: peakMemory(trace),
    error,
  };
}

/** The highest memory figure, with what it counts and who told it. */
function peakMemory({ memory: { peak } }: Trace): object | undefined {
  if (!peak) return undefined;
  const { memoryMb, withoutFilesMb, ratio, scope, source } = peak;
  return { memory_mb: memoryMb, without_files_mb: withoutFilesMb, ratio, scope, source };
}

/** Whether Ctrl-C ended it. */
export function isInterrupted({ result: { error } }: FinishedRun): boolean {
  return error?.code === 'interrupted';
}

/** The exit code of a run. */
export function exitCodeOf(run: FinishedRun): number {
  if (isInterrupted(run)) return EXIT.interrupted;
  return run.result.status === 'completed' && run.written ? EXIT.ok : EXIT.failed;
}
