import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ownLock } from '../../../src/recorder/run-lock.js';
import { deadLock, leavePart, names, readIndex, wholeReplay } from '../recovery/left-files.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runInProcess } from './in-process.js';

describe('trace-player recover', () => {
  it('says of each file what became of it, and fails when one is left that nobody writes', async () => {
    const folder = temporaryFolder();
    const cut = (await wholeReplay('run', 9)).split('\n').slice(0, 8).join('\n');
    leavePart(folder, 'run', cut, deadLock());
    leavePart(folder, 'empty', '', deadLock());
    leavePart(folder, 'live', cut, ownLock());
    const first = await runInProcess(['recover', folder]);
    assert.deepEqual(first.stdout.split('\n'), [
      `recovered ${join(folder, 'run.json')}: failed, 8 events, up to 0.01 s`,
      `removed ${join(folder, 'empty.json.part')}: nothing had been written to it`,
      `left ${join(folder, 'live.json.part')} as it is: process ${process.pid} is writing it`,
      '',
    ]);
    assert.deepEqual([first.code, first.stderr], [0, '']);
    assert.deepEqual(names(folder), ['live.json.part', 'live.json.part.lock', 'run.json']);
    leavePart(folder, 'far', cut, { ...ownLock(), host: 'far.example' });
    const second = await runInProcess(['recover', folder, '--json']);
    const { recovered, removed, left } = JSON.parse(second.stdout);
    assert.deepEqual([recovered, removed, left.length, second.code], [[], [], 2, 1]);
  });

  it('ends between two files on Ctrl-C, with the index in line', async () => {
    const folder = temporaryFolder();
    const cut = (await wholeReplay('run', 9)).split('\n').slice(0, 8).join('\n');
    for (const name of ['a', 'b', 'c']) leavePart(folder, name, cut, deadLock());
    const signal = new AbortController().signal;
    Object.defineProperty(signal, 'aborted', { get: () => names(folder).includes('a.json') });
    const { code, stdout, stderr } = await runInProcess(['recover', folder], { signal });
    assert.equal(code, 130);
    assert.equal(stdout, `recovered ${join(folder, 'a.json')}: failed, 8 events, up to 0.01 s\n`);
    assert.match(stderr, /^interrupted: /);
    assert.deepEqual(
      names(folder).filter((name) => !name.endsWith('.lock')),
      ['a.json', 'b.json.part', 'c.json.part'],
    );
    assert.deepEqual(
      readIndex(folder).replays.map(({ file }) => file),
      ['a.json'],
    );
    const again = await runInProcess(['recover', folder]);
    assert.deepEqual([again.code, names(folder)], [0, ['a.json', 'b.json', 'c.json']]);
  });

  it('says when there was nothing to do, and when there is no such folder', async () => {
    const folder = temporaryFolder();
    assert.equal((await runInProcess(['recover', folder])).stdout, `nothing to recover in ${folder}\n`);
    const { code, stderr } = await runInProcess(['recover', join(folder, 'nowhere')]);
    assert.equal(code, 2);
    assert.match(stderr, /There is no folder .*nowhere/);
  });
});
