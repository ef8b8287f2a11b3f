import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { lockHolder, lockId, ownLock, readLock, releaseLock, takeLock } from '../../src/recorder/run-lock.js';
import { temporaryFolder } from './temporary-folder.js';

/** A process that waits, and the lock that it takes. */
async function otherProcess() {
  const path = join(temporaryFolder(), 'a.json.part.lock');
  const script = `
    import { takeLock } from '${new URL('../../src/recorder/run-lock.ts', import.meta.url)}';
    takeLock(${JSON.stringify(path)});
    process.send('taken');
    setInterval(() => {}, 1000);
  `;
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return { child, lock: readLock(path)! };
}

describe('a lock', () => {
  it('is one process’s at a time, and names it', () => {
    const path = join(temporaryFolder(), 'lock');
    assert.deepEqual([takeLock(path), takeLock(path)], [true, false]);
    assert.deepEqual(readLock(path), JSON.parse(JSON.stringify(ownLock())));
    releaseLock(path);
    releaseLock(path);
    assert.equal(takeLock(path), true);
    assert.throws(() => takeLock(join(path, 'below')), { code: 'ENOTDIR' });
  });

  it('cannot be read when it is none', () => {
    const path = join(temporaryFolder(), 'lock');
    assert.equal(readLock(path), undefined);
    for (const text of ['', '{', '{"pid":"1"}', 'null', '{"pid":1,"started_at":"x"}']) {
      writeFileSync(path, text);
      assert.equal(readLock(path), undefined, text);
    }
  });

  it('tells a living process from one that was killed', async () => {
    const { child, lock } = await otherProcess();
    assert.equal(lock.pid, child.pid);
    assert.deepEqual([lockHolder(lock), lockHolder(ownLock())], ['alive', 'alive']);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(lockHolder(lock), 'dead');
  });

  it('is dead when another process has its pid now, or the machine started anew', () => {
    const { start_ticks: ticks, boot_id: bootId, pid_namespace: _space, ...plain } = ownLock();
    const yearAgo = new Date(Date.parse(plain.started_at) - 365 * 86_400_000).toISOString();
    assert.equal(lockHolder({ ...plain, started_at: yearAgo }), 'dead');
    assert.equal(lockHolder(plain), 'alive');
    if (process.platform !== 'linux') return;
    assert.equal(lockHolder({ ...ownLock(), start_ticks: ticks! + 1 }), 'dead');
    assert.equal(lockHolder({ ...ownLock(), boot_id: `not ${bootId}` }), 'dead');
    // The wall clock may have been set since: the ticks tell.
    assert.equal(lockHolder({ ...ownLock(), started_at: yearAgo }), 'alive');
  });

  it('is of elsewhere when its process cannot be seen from here', () => {
    assert.equal(lockHolder({ ...ownLock(), host: 'another.example' }), 'elsewhere');
    if (process.platform === 'linux')
      assert.equal(lockHolder({ ...ownLock(), pid_namespace: 'pid:[1]' }), 'elsewhere');
  });

  it(
    'is of a dead process when only its remains are there',
    { skip: process.platform !== 'linux' },
    async () => {
      // A shell that goes on as a program that collects no remains, such as `sleep`.
      const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [output] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(String(output));
      const state = () => /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      while (state() !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(lockHolder({ ...ownLock(), pid, start_ticks: undefined }), 'dead');
      parent.kill();
    },
  );

  it('has one short name for one process', () => {
    assert.equal(lockId(ownLock()), lockId({ ...ownLock() }));
    assert.notEqual(lockId(ownLock()), lockId({ ...ownLock(), pid: 1 }));
  });
});
