import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBus } from '../../../src/recorder/event-bus.js';
import type { ReplayIndex } from '../../../src/recorder/replay-index.js';
import { EventBusReplayWriter } from '../../../src/recorder/replay-writer.js';
import { ownLock, type RunLock } from '../../../src/recorder/run-lock.js';
import { emitRun } from '../run-events.js';
import { temporaryFolder } from '../temporary-folder.js';

/** The text of a whole replay file, of a run of so many tokens. */
export async function wholeReplay(runId: string, tokens: number): Promise<string> {
  const folder = temporaryFolder();
  const bus = new EventBus();
  const writer = new EventBusReplayWriter({ bus, outputDir: folder });
  writer.start();
  emitRun(bus, runId, tokens);
  await writer.stop();
  return readFileSync(join(folder, `${runId}.json`), 'utf8');
}

/** A lock of a process that was there and is not any more. */
export function deadLock(): RunLock {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return { ...ownLock(), pid, start_ticks: 1 };
}

/** Leaves a `.part` file as a writer would; without a lock, its writer has given it back. */
export function leavePart(folder: string, name: string, content: string | Uint8Array, lock?: RunLock): void {
  writeFileSync(join(folder, `${name}.json.part`), content);
  if (lock) leaveLock(folder, name, lock);
}

export function leaveLock(folder: string, name: string, lock: RunLock): void {
  writeFileSync(join(folder, `${name}.json.part.lock`), JSON.stringify(lock));
}

export function readIndex(folder: string): ReplayIndex {
  return JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as ReplayIndex;
}

/** The names in a folder but for its index. */
export function names(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== 'index.json')
    .sort();
}

/** A replay file as any JSON tool reads it. */
export function readDocument(folder: string, file: string) {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}
