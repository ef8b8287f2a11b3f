import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { SharedPages } from '../../../src/recorder/memory/shared-pages.js';
import { type MemoryFigure, processMemorySampler } from '../../../src/recorder/memory-sampler.js';
import { type ProcessInfo, readProportional } from '../../../src/recorder/process-table.js';
import { until } from '../run-events.js';
import { temporaryFolder } from '../temporary-folder.js';

const notLinux = process.platform === 'linux' ? false : 'only Linux tells which pages are whose';
const noPython = notLinux || hasPython() ? notLinux : 'there is no python3 to map a file with';

const MEGABYTE = 1e6;
const children: ChildProcess[] = [];

after(() => children.forEach((child) => child.kill('SIGKILL')));

function hasPython(): boolean {
  try {
    return execFileSync('python3', ['-c', 'print(1)'], { encoding: 'utf8' }).trim() === '1';
  } catch {
    return false;
  }
}

/** A program that says `ready` when it holds what it is to hold. */
async function holding(command: string, ...args: string[]): Promise<number> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child.pid!;
}

async function memoryOf(pid: number): Promise<MemoryFigure> {
  const samples: MemoryFigure[] = [];
  const stop = processMemorySampler({ pid, intervalMs: 5 }).start((sample) => samples.push(sample));
  await until(() => samples.length > 0);
  stop();
  return samples[0]!;
}

function near(actual: number, expected: number, within = 15): void {
  assert.ok(Math.abs(actual - expected) < within, `${actual} is not about ${expected}`);
}

describe("a process's memory, with and without mapped files", () => {
  it('counts what a program allocates in both', { skip: notLinux }, async () => {
    const program = (megabytes: number) =>
      `globalThis.held = Buffer.alloc(${megabytes} * 1e6, 1); console.log('ready'); process.stdin.resume();`;
    const small = await memoryOf(await holding(process.execPath, '-e', program(1)));
    const large = await memoryOf(await holding(process.execPath, '-e', program(150)));
    near(large.memory_mb! - small.memory_mb!, 149);
    near(large.without_files_mb! - small.without_files_mb!, 149);
  });

  it('counts a mapped file in the one and not in the other', { skip: noPython }, async () => {
    const file = join(temporaryFolder(), 'weights');
    writeFileSync(file, Buffer.alloc(100 * MEGABYTE, 1));
    const program = `
import mmap, sys
with open(sys.argv[1], 'rb') as f: weights = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
sum(weights[at] for at in range(0, len(weights), 4096))
print('ready', flush=True)
sys.stdin.read()`;
    const { memory_mb: all, without_files_mb: rest } = await memoryOf(
      await holding('python3', '-c', program, file),
    );
    assert.ok(all! > 100, `${all} MB`);
    assert.ok(rest! < 50, `${rest} MB`);
  });

  it('counts pages that a tree shares once', { skip: noPython }, async () => {
    const program = `
import os, sys
held = bytearray(b'x') * 100_000_000
gone, kept = os.pipe()
if os.fork() == 0:
    os.close(kept)
    print('ready', flush=True)
    os.read(gone, 1)
    os._exit(0)
sys.stdin.read()`;
    const sample = await memoryOf(await holding('python3', '-c', program));
    assert.match(
      sample.source,
      /^resident memory of process tree \d+ \(python3?[\d.]*\), shared pages once$/,
    );
    assert.ok(sample.memory_mb! > 100 && sample.memory_mb! < 160, `${sample.memory_mb} MB`);
    assert.ok(
      sample.without_files_mb! > 100 && sample.without_files_mb! < 150,
      `${sample.without_files_mb} MB`,
    );
  });

  it('has no figure of shared pages for a process that is not there', { skip: notLinux }, async () => {
    assert.equal(await readProportional([process.pid, 2 ** 30]), undefined);
    const own = await readProportional([process.pid]);
    assert.ok(own!.residentBytes > own!.fileBytes && own!.fileBytes > 0);
  });
});

describe('telling shared pages', () => {
  const processOf = (pid: number): ProcessInfo => {
    return { pid, parentPid: 1, name: 'x', residentBytes: 100, fileBytes: 40 };
  };
  const tree = [processOf(1), processOf(2)];

  function sharedPages(costMs: number) {
    const clock = { ms: 0, readings: 0 };
    const shared = new SharedPages({
      now: () => clock.ms,
      proportional: async () => {
        clock.readings++;
        clock.ms += costMs;
        return { residentBytes: 150, fileBytes: 50 };
      },
    });
    return { clock, shared };
  }

  it('reads them every two seconds, and when the tree is another', async () => {
    const { clock, shared } = sharedPages(1);
    assert.deepEqual(await shared.in(tree), { residentBytes: 50, fileBytes: 30 });
    clock.ms = 2000;
    await shared.in(tree);
    assert.equal(clock.readings, 1);
    clock.ms = 2001;
    await shared.in(tree);
    assert.equal(clock.readings, 2);
    clock.ms = 3000;
    await shared.in([...tree, processOf(3)]);
    assert.equal(clock.readings, 3);
  });

  it('reads them more seldom where that takes long, and does not guess meanwhile', async () => {
    const { clock, shared } = sharedPages(200);
    await shared.in(tree);
    clock.ms = 10_199;
    assert.deepEqual(await shared.in(tree), { residentBytes: 50, fileBytes: 30 });
    assert.equal(await shared.in([...tree, processOf(3)]), undefined);
    assert.equal(clock.readings, 1);
    clock.ms = 10_200;
    await shared.in(tree);
    assert.equal(clock.readings, 2);
  });

  it('reads nothing for a single process, which shares with nobody of its tree', async () => {
    const { clock, shared } = sharedPages(1);
    assert.deepEqual(await shared.in([processOf(1)]), { residentBytes: 0, fileBytes: 0 });
    assert.equal(clock.readings, 0);
  });
});
