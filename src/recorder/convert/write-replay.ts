import { basename } from 'node:path';
import type { RunStartedEvent, RunSummary, Trace } from '../../trace/index.js';
import { updateReplayIndex } from '../folder-index.js';
import { ReplayFile } from '../replay-file.js';
import { indexEntry } from '../replay-index.js';
import { wholeRun } from './whole-run.js';

/** How many events are written in one turn of the event loop. */
const EVENTS_PER_TURN = 2000;

/** A replay file as it was written. */
export interface ConvertedReplay {
  readonly path: string;
  readonly summary: RunSummary;
}

/**
 * Writes a trace as a replay file into a folder, and adds it to the folder's index. A name that is taken is not written over. Throws
 * what the file system says.
 */
export async function writeReplay(trace: Trace, folder: string, name: string): Promise<ConvertedReplay> {
  const failures: Error[] = [];
  const events = wholeRun(trace, name);
  const started = events.next().value as RunStartedEvent;
  const file = new ReplayFile(folder, started, (error) => failures.push(error));
  file.append(started);
  let written = 1;
  for (const event of events) {
    file.append(event);
    if (++written % EVENTS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const summary = await file.finish();
  if (!summary) throw failures[0] ?? new Error(`Cannot write ${file.path}`);
  await updateReplayIndex(folder, indexEntry(file.info, summary, basename(file.path)));
  return { path: file.path, summary };
}
