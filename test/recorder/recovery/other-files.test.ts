import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EventBus } from '../../../src/recorder/event-bus.js';
import { recoverReplays } from '../../../src/recorder/recovery/recover-replays.js';
import { updateReplayIndex } from '../../../src/recorder/folder-index.js';
import { listRuns } from '../../../src/recorder/run-list.js';
import { EventBusSSEServer } from '../../../src/recorder/sse-server.js';
import { ownLock } from '../../../src/recorder/run-lock.js';
import { ask } from '../sse-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { deadLock, leaveLock, leavePart, wholeReplay } from './left-files.js';

const skip = process.platform === 'win32' ? 'Windows has no named pipes in folders' : false;

function makePipe(path: string): void {
  assert.equal(spawnSync('mkfifo', [path]).status, 0);
}

describe('a folder of replays that holds pipes, links and folders by the names of replays', { skip }, () => {
  it('is indexed without them, and nothing waits for a pipe', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'run.json'), await wholeReplay('run', 2));
    makePipe(join(folder, 'pipe.json'));
    mkdirSync(join(folder, 'folder.json'));
    symlinkSync(join(folder, 'run.json'), join(folder, 'link.json'));
    const { replays } = await updateReplayIndex(folder);
    assert.deepEqual(
      replays.map(({ file }) => file),
      ['run.json'],
    );
  });

  it('is recovered without them: what a link leads to stays as it is', async () => {
    const [folder, outside] = [temporaryFolder(), temporaryFolder()];
    const cut = (await wholeReplay('run', 2)).replace(/\n\][^]*$/, '');
    leavePart(outside, 'mine', cut);
    for (const name of ['pipe', 'link']) leaveLock(folder, name, deadLock());
    makePipe(join(folder, 'pipe.json.part'));
    symlinkSync(join(outside, 'mine.json.part'), join(folder, 'link.json.part'));
    const { left, recovered } = await recoverReplays(folder);
    assert.deepEqual(recovered, []);
    assert.deepEqual(
      left.map(({ file, reason }) => `${file}: ${reason}`),
      ['link.json.part: it is no plain file', 'pipe.json.part: it is no plain file'],
    );
    assert.equal(readFileSync(join(outside, 'mine.json.part'), 'utf8'), cut);
  });

  it('is streamed and listed without them', async () => {
    const folder = temporaryFolder();
    makePipe(join(folder, 'pipe.json.part'));
    leaveLock(folder, 'pipe', ownLock());
    assert.deepEqual(await listRuns([], folder), { runs: [] });
    const server = new EventBusSSEServer({ bus: new EventBus(), port: 0, history: folder });
    const { url } = await server.start();
    assert.equal((await ask(`${url}?run_id=pipe`)).status, 404);
    await server.stop();
  });
});
