import assert from 'node:assert/strict';
import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { FolderIndex } from '../../src/recorder/folder-index.js';
import type { ReplayIndexEntry } from '../../src/recorder/replay-index.js';
import { temporaryFolder } from './temporary-folder.js';

function entry(name: string, fields: Partial<ReplayIndexEntry> = {}): ReplayIndexEntry {
  const startedAt = '2026-01-02T03:04:05.000Z';
  return {
    run_id: name,
    model: 'a "quoted"\nmodel',
    provider: 'openai',
    started_at: startedAt,
    timing: 'recorded',
    status: 'completed',
    event_count: 2,
    metrics: { ttft_ms: 1 },
    file: `${name}.json`,
    ...fields,
  };
}

function folderOf(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) writeFileSync(join(folder, `${name}.json`), '{}');
  return folder;
}

const textOf = (folder: string) => readFileSync(join(folder, 'index.json'), 'utf8');
const filesOf = (folder: string) =>
  JSON.parse(textOf(folder)).replays.map(({ file }: ReplayIndexEntry) => file);

describe('the index of a folder', () => {
  it('is laid out as JSON in lines, whatever was made text of before', async () => {
    const folder = folderOf('b', 'a');
    const index = new FolderIndex(folder);
    await index.update([entry('b', { started_at: '2026-01-02T03:04:04.000Z' })]);
    await index.update([entry('a')]);
    const text = textOf(folder);
    assert.equal(text, `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
    assert.deepEqual(filesOf(folder), ['b.json', 'a.json']);
    assert.equal(JSON.parse(text).replays[0].model, 'a "quoted"\nmodel');
  });

  it('lists nothing of an empty folder', async () => {
    const folder = folderOf();
    await new FolderIndex(folder).update();
    assert.deepEqual(JSON.parse(textOf(folder)).replays, []);
  });

  it('takes over what another has written meanwhile', async () => {
    const folder = folderOf('a', 'b', 'c');
    const one = new FolderIndex(folder);
    const other = new FolderIndex(folder);
    await one.update([entry('a')]);
    await other.update([entry('b', { workload: 'by the other' })]);
    await one.update([entry('c')]);
    const { replays } = JSON.parse(textOf(folder));
    assert.deepEqual(filesOf(folder), ['a.json', 'b.json', 'c.json']);
    assert.equal(replays[1].workload, 'by the other');
  });

  it('is made anew after it was deleted, and lists no file that has gone', async () => {
    const folder = folderOf('a', 'b');
    const index = new FolderIndex(folder);
    await index.update([entry('a'), entry('b')]);
    unlinkSync(join(folder, 'index.json'));
    await index.ensure();
    assert.deepEqual(filesOf(folder), ['a.json', 'b.json']);
    unlinkSync(join(folder, 'a.json'));
    assert.deepEqual(
      (await index.current()).replays.map(({ file }) => file),
      ['b.json'],
    );
  });

  it('is written only where it is not in line', async () => {
    const folder = folderOf('a');
    const index = new FolderIndex(folder);
    await index.update([entry('a')]);
    const { ino } = statSync(join(folder, 'index.json'), { bigint: true });
    await index.ensure();
    assert.equal(statSync(join(folder, 'index.json'), { bigint: true }).ino, ino);
  });

  it('does not go round for files that are no replays', async () => {
    const folder = folderOf('a', 'foreign');
    const index = new FolderIndex(folder);
    assert.deepEqual((await index.update([entry('a')])).replays.length, 1);
    await index.ensure();
    assert.deepEqual(filesOf(folder), ['a.json']);
  });
});
