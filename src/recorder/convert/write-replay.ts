import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RunStartedEvent, RunSummary, Trace, TraceEvent } from '../../trace/index.js';
import { fileNotices } from '../../trace/replay-file/file-notices.js';
import { updateReplayIndex } from '../folder-index.js';
import { ReplayFile } from '../replay-file.js';
import { indexEntry } from '../replay-index.js';
import { wholeRun } from './whole-run.js';

type FileError = NodeJS.ErrnoException;

/** How many events are written in one turn of the event loop. */
const EVENTS_PER_TURN = 2000;

/** A replay file as it was written. */
export interface ConvertedReplay {
  readonly path: string;
  readonly summary: RunSummary;
}

/**
 * Writes a trace as a replay file into a folder, and adds it to the folder's index. A name that is taken is not written over. Throws
 * what the file system says; nothing half written is left then, as it can be converted again.
 */
export async function writeReplay(trace: Trace, folder: string, name: string): Promise<ConvertedReplay> {
  const failures: Error[] = [];
  const events = wholeRun(trace, name);
  const started = events.next().value as RunStartedEvent;
  const file = new ReplayFile(folder, started, (error) => failures.push(error), fileNotices(trace));
  const summary = await written(file, started, events).catch((error: Error) => void failures.push(error));
  if (!summary) {
    await rm(file.partPath, { force: true }).catch(() => {});
    throw problemOf(file, failures[0]);
  }
  await updateReplayIndex(folder, indexEntry(file.info, summary, basename(file.path)));
  return { path: file.path, summary };
}

async function written(
  file: ReplayFile,
  started: RunStartedEvent,
  events: Iterable<TraceEvent>,
): Promise<RunSummary | undefined> {
  try {
    file.append(started);
    let count = 1;
    for (const event of events) {
      file.append(event);
      if (++count % EVENTS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    await file.abandon();
    throw error;
  }
  return file.finish();
}

/** The system's own words: that the part stays is told of recordings alone. */
function problemOf({ path }: ReplayFile, failure?: Error): Error {
  const { message = 'it could not be finished', code } = (failure?.cause ??
    failure ??
    {}) as Partial<FileError>;
  return new Error(`Cannot write ${path}: ${code === 'ENOSPC' ? 'no space is left on the disk' : message}`);
}
