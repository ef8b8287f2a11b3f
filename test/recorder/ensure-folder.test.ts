import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ensureFolder } from '../../src/recorder/ensure-folder.js';

describe('a folder that is needed', () => {
  const place = mkdtempSync(join(tmpdir(), 'ensure-folder-'));
  after(() => rmSync(place, { recursive: true, force: true }));

  it('is made with those it lies in, and may be there already', () => {
    const folder = join(place, 'a', 'b', 'c');
    ensureFolder(folder);
    ensureFolder(folder);
    assert.ok(statSync(folder).isDirectory());
  });

  it('is refused where a file is in its place, or in that of one it lies in', () => {
    const file = join(place, 'file');
    writeFileSync(file, '');
    assert.throws(() => ensureFolder(file), { code: 'EEXIST' });
    assert.throws(() => ensureFolder(join(file, 'below')), /EEXIST|ENOTDIR/);
  });

  const hasProc = process.platform === 'linux';
  it('is refused, and does not hang, where the system makes none', () => {
    // Elsewhere there is no such place; a file in the way stands in for it.
    const nowhere = hasProc ? '/proc/no-such-place/replays' : join(place, 'file', 'replays');
    assert.throws(() => ensureFolder(nowhere), /ENOENT|ENOTDIR|EEXIST/);
  });
});
