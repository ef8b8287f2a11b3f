import assert from 'node:assert/strict';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DeadWriters } from '../../../src/recorder/recovery/dead-writers.js';
import type { RecoveryReport } from '../../../src/recorder/recovery/recover-replays.js';
import { ownLock } from '../../../src/recorder/run-lock.js';
import { temporaryFolder } from '../temporary-folder.js';
import { deadLock, leaveLock, leavePart, names, wholeReplay } from './left-files.js';

/** What a writer that died after some events leaves. */
async function cutReplay(runId: string): Promise<string> {
  return (await wholeReplay(runId, 3)).replace(/,\n[^\n]*\n\][^]*$/, '');
}

describe('a folder that is looked at for long', () => {
  it('has what a writer leaves that dies meanwhile finished at the next look, and told once', async () => {
    const folder = temporaryFolder();
    const reports: RecoveryReport[] = [];
    const deadWriters = new DeadWriters(folder, (report) => reports.push(report));
    await deadWriters.finishAll();
    leavePart(folder, 'a', await cutReplay('a'), ownLock());
    await deadWriters.look();
    assert.deepEqual(names(folder), ['a.json.part', 'a.json.part.lock']);
    leaveLock(folder, 'a', deadLock());
    await Promise.all([deadWriters.look(), deadWriters.look()]);
    assert.deepEqual(names(folder), ['a.json']);
    assert.deepEqual(
      reports.map(({ recovered }) => recovered.map(({ file, status }) => `${file} ${status}`)),
      [['a.json failed']],
    );
  });

  it('keeps a file without a lock that is still being brought in, and has it finished once it is quiet', async () => {
    const folder = temporaryFolder();
    const deadWriters = new DeadWriters(folder);
    leavePart(folder, 'copied', await cutReplay('copied'));
    await deadWriters.look();
    assert.deepEqual(names(folder), ['copied.json.part']);
    const before = Date.now() / 1000 - 60;
    utimesSync(join(folder, 'copied.json.part'), before, before);
    await deadWriters.look();
    assert.deepEqual(names(folder), ['copied.json']);
  });

  it('tries what cannot be finished once, and goes on with the rest', async () => {
    const folder = temporaryFolder();
    const reports: RecoveryReport[] = [];
    const deadWriters = new DeadWriters(folder, (report) => reports.push(report));
    leavePart(folder, 'alien', 'not a replay\n', deadLock());
    await deadWriters.finishAll();
    leavePart(folder, 'b', await cutReplay('b'), deadLock());
    await deadWriters.look();
    await deadWriters.look();
    assert.equal(readFileSync(join(folder, 'alien.json.part'), 'utf8'), 'not a replay\n');
    assert.deepEqual(
      reports.map(({ recovered, left }) => [recovered.length, left.length]),
      [[1, 1]],
    );
  });

  it('that is gone harms nothing', async () => {
    const deadWriters = new DeadWriters(join(temporaryFolder(), 'gone'));
    await deadWriters.finishAll();
    await deadWriters.look();
  });
});
