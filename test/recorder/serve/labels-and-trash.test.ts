import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readReplayIndex } from '../../../src/recorder/index.js';
import { ownLock } from '../../../src/recorder/run-lock.js';
import { temporaryFolder } from '../temporary-folder.js';
import { recordRun, Serving } from './serving.js';

describe('names and notes of served runs', () => {
  it('are kept beside the files, which stay as they are, and can be searched for', async () => {
    const { folder, serving } = await servingTwo();
    const before = readFileSync(join(folder, 'a.json'), 'utf8');
    const label = { file: 'a.json', name: ' The  good\none ', note: 'Line 1\r\nline 2 <b>' };
    const labelled = (await serving.change('/api/label', label)).json() as { name: string; note: string };
    assert.deepEqual([labelled.name, labelled.note], ['The good one', 'Line 1\nline 2 <b>']);
    assert.deepEqual(await serving.files('good one'), ['a.json']);
    assert.deepEqual(await serving.files('<B>'), ['a.json']);
    assert.equal(readFileSync(join(folder, 'a.json'), 'utf8'), before);
    assert.equal((await readReplayIndex(folder))!.total_replays, 2);
    await serving.stop();
    const again = await Serving.start(folder);
    assert.equal((await again.runs('good'))[0]!.name, 'The good one');
  });

  it('are taken away by empty ones', async () => {
    const { serving } = await servingTwo();
    await serving.change('/api/label', { file: 'a.json', name: 'x', note: 'y' });
    await serving.change('/api/label', { file: 'a.json', name: ' ', note: '' });
    assert.deepEqual(await serving.files('x'), []);
  });

  it('are all kept when many are given at once', async () => {
    const folder = temporaryFolder();
    await recordRun(folder, 'run0');
    const files = Array.from({ length: 20 }, (_, index) => `run${index}.json`);
    for (const file of files.slice(1)) copyFileSync(join(folder, 'run0.json'), join(folder, file));
    const serving = await Serving.start(folder);
    await Promise.all(
      files.map((file) => serving.change('/api/label', { file, name: `of ${file}`, note: '' })),
    );
    const names = (await serving.runs()).map(({ name }) => name);
    assert.deepEqual(names.sort(), files.map((file) => `of ${file}`).sort());
  });

  it('are not written over where they cannot be read', async () => {
    const { folder, serving } = await servingTwo();
    writeFileSync(join(folder, '.serve-labels'), '{"labels": {"a.json"');
    const { status, body } = await serving.change('/api/label', { file: 'a.json', name: 'x', note: '' });
    assert.equal(status, 500);
    assert.match(body, /error/);
    assert.equal(readFileSync(join(folder, '.serve-labels'), 'utf8'), '{"labels": {"a.json"');
    assert.deepEqual((await serving.files()).sort(), ['a.json', 'b.json']);
  });
});

describe('deleting served runs', () => {
  it('can be undone, with the name and the note', async () => {
    const { folder, serving } = await servingTwo();
    const before = readFileSync(join(folder, 'a.json'), 'utf8');
    await serving.change('/api/label', { file: 'a.json', name: 'mine', note: '' });
    const { undo } = (await serving.change('/api/delete', { file: 'a.json' })).json() as { undo: string };
    assert.deepEqual(await serving.files(), ['b.json']);
    assert.equal((await serving.ask('/replays/a.json')).status, 404);
    assert.equal((await readReplayIndex(folder))!.total_replays, 1);
    const { deleted } = (await serving.ask('/api/runs')).json() as { deleted: object[] };
    assert.deepEqual(deleted, [{ file: 'a.json', undo }]);
    assert.deepEqual((await serving.change('/api/restore', { undo })).json(), { file: 'a.json' });
    assert.deepEqual(await serving.files('mine'), ['a.json']);
    assert.equal(readFileSync(join(folder, 'a.json'), 'utf8'), before);
    assert.equal((await readReplayIndex(folder))!.total_replays, 2);
    assert.equal((await serving.change('/api/restore', { undo })).status, 404);
  });

  it('is for good once the server has ended', async () => {
    const { folder, serving } = await servingTwo();
    await serving.change('/api/label', { file: 'a.json', name: 'mine', note: '' });
    await serving.change('/api/delete', { file: 'a.json' });
    assert.ok(existsSync(join(folder, '.trash')));
    await serving.stop();
    assert.deepEqual(readdirSync(folder).sort(), ['.serve-labels', 'b.json', 'index.json']);
    assert.doesNotMatch(readFileSync(join(folder, '.serve-labels'), 'utf8'), /mine/);
  });

  it('never puts a run back over another', async () => {
    const { folder, serving } = await servingTwo();
    const { undo } = (await serving.change('/api/delete', { file: 'a.json' })).json() as { undo: string };
    writeFileSync(join(folder, 'a.json'), 'another');
    const { status, body } = await serving.change('/api/restore', { undo });
    assert.equal(status, 409);
    assert.match(body, /another a\.json/);
    assert.equal(readFileSync(join(folder, 'a.json'), 'utf8'), 'another');
  });

  it('cleans up after a server that was killed, and leaves what another holds', async () => {
    const { folder, serving } = await servingTwo();
    await serving.stop();
    const pid = spawnSync(process.execPath, ['--version']).pid;
    for (const [name, lock] of [
      ['dead', { pid, started_at: '2020-01-01T00:00:00.000Z', host: ownLock().host }],
      ['other', ownLock()],
    ] as const) {
      mkdirSync(join(folder, '.trash', name), { recursive: true });
      writeFileSync(join(folder, '.trash', name, 'owner'), JSON.stringify(lock));
    }
    await Serving.start(folder);
    assert.deepEqual(readdirSync(join(folder, '.trash')), ['other']);
  });

  it('does not follow a trash that is a link to somewhere else', async () => {
    const { folder, serving } = await servingTwo();
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, join(folder, '.trash'));
    assert.equal((await serving.change('/api/delete', { file: 'a.json' })).status, 500);
    assert.deepEqual((await serving.files()).sort(), ['a.json', 'b.json']);
  });
});

async function servingTwo(): Promise<{ folder: string; serving: Serving }> {
  const folder = temporaryFolder();
  await recordRun(folder, 'a', { started_at: '2026-01-01T00:00:00.000Z' });
  await recordRun(folder, 'b', { started_at: '2026-01-02T00:00:00.000Z' });
  return { folder, serving: await Serving.start(folder) };
}
