import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runCommand, RunningCommand } from '../command-line.js';
import { temporaryFolder } from '../temporary-folder.js';

describe('trace-player serve', () => {
  it('prints where it serves the folder, and ends on Ctrl-C', async () => {
    const folder = temporaryFolder();
    const command = new RunningCommand(['serve', folder, '--port', '0', '--json']);
    const [line] = await command.shows(/\{.*\}/);
    const told = JSON.parse(line) as { url: string; folder: string };
    assert.equal(told.folder, folder);
    const answer = await fetch(`${told.url}api/runs`);
    assert.deepEqual(((await answer.json()) as { runs: unknown[] }).runs, []);
    command.child.kill('SIGINT');
    assert.equal((await command.ended).code, 130);
  });

  it('makes the usual folder where none is named, and listens at the usual port or one behind it', async () => {
    const cwd = temporaryFolder();
    const command = new RunningCommand(['serve'], { cwd });
    const [, port] = await command.shows(/results\/replays at http:\/\/127\.0\.0\.1:(\d+)\/ /);
    assert.ok(Number(port) >= 9090 && Number(port) <= 9140, port);
    assert.ok(existsSync(join(cwd, 'results', 'replays')));
    command.child.kill('SIGTERM');
    await command.ended;
  });

  it('says in one line what is wrong with how it is asked', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'inner'));
    const [missing, two, port] = await Promise.all([
      runCommand(['serve', join(folder, 'nothing')]),
      runCommand(['serve', folder, join(folder, 'inner')]),
      runCommand(['serve', folder, '--port', '70000']),
    ]);
    assert.deepEqual([missing.code, two.code, port.code], [2, 2, 2]);
    assert.match(missing.stderr, /^trace-player: There is no folder .*nothing\.\n$/);
    assert.match(two.stderr, /^trace-player: Unexpected argument .*inner'.*--help\.\n$/);
    assert.match(port.stderr, /--port must be between 0 and 65535/);
  });
});
