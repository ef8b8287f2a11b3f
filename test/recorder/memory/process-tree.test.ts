import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, it } from 'node:test';
import { ProcessTree } from '../../../src/recorder/memory/process-tree.js';
import { ShortTurns } from '../../../src/recorder/memory/short-turns.js';
import { type ProcessInfo, readDescendants } from '../../../src/recorder/process-table.js';

const children: ChildProcess[] = [];

after(() => children.forEach((child) => child.kill('SIGKILL')));

const info = (pid: number, parentPid = 1, name = 'server'): ProcessInfo => ({
  pid,
  parentPid,
  name,
  residentBytes: 1,
});

describe('a process tree', () => {
  it('is read by its own processes alone where the system tells who is below whom', async () => {
    const asked: (readonly number[] | undefined)[] = [];
    const tree = new ProcessTree({
      pid: 7,
      descendants: async (pid) => [pid, 8],
      processes: async (only) => {
        asked.push(only);
        return [info(7), info(8, 7)].filter(({ pid }) => only?.includes(pid));
      },
    });
    for (let reading = 0; reading < 3; reading++) await tree.read();
    assert.deepEqual(asked, [
      [7, 8],
      [7, 8],
      [7, 8],
    ]);
  });

  it('whose root is not to be found, or is only a proxy, is looked for ever more seldom', async () => {
    for (const name of [undefined, 'docker-proxy']) {
      const searches: number[] = [];
      let reading = 0;
      const tree = new ProcessTree({
        port: 1,
        owner: async () => (searches.push(reading), name === undefined ? undefined : 7),
        processes: async () => [info(7, 1, name)],
      });
      for (; reading < 64; reading++) assert.equal(await tree.read(), undefined);
      assert.deepEqual(searches, [0, 1, 3, 7, 15, 31, 63], name);
    }
  });

  it('that is there at last is read at each turn, and found again when it starts anew', async () => {
    let pid: number | undefined;
    const tree = new ProcessTree({
      port: 1,
      owner: async () => pid,
      processes: async () => (pid === undefined ? [] : [info(pid)]),
    });
    await tree.read();
    pid = 5;
    assert.deepEqual(
      (await tree.read())!.map((one) => one.pid),
      [5],
    );
    pid = 6;
    assert.equal(await tree.read(), undefined);
    assert.deepEqual(
      (await tree.read())!.map((one) => one.pid),
      [6],
    );
  });
});

describe('the processes below one', () => {
  const notLinux = process.platform === 'linux' ? false : 'only Linux tells them';

  it('are told with those that they started', { skip: notLinux }, async () => {
    const child = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const grandchild = Number(String(line));
    const told = await readDescendants(process.pid);
    process.kill(grandchild, 'SIGKILL');
    assert.equal(told![0], process.pid);
    assert.ok(told!.includes(child.pid!) && told!.includes(grandchild), String(told));
  });
});

describe('work in short turns', () => {
  it('lets others have their turn once it has gone on for more than a millisecond, and not before', async () => {
    let nowMs = 0;
    let othersTurns = 0;
    const count = () => {
      othersTurns++;
      others = setImmediate(count);
    };
    let others = setImmediate(count);
    const turns = new ShortTurns(() => nowMs);
    for (let step = 0; step < 100; step++) await turns.next();
    assert.equal(othersTurns, 0);
    for (let step = 0; step < 10; step++) {
      nowMs += 2;
      await turns.next();
    }
    clearImmediate(others);
    assert.equal(othersTurns, 10);
  });
});
