import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { GpuLines } from '../../../src/recorder/memory/gpu-lines.js';
import { gpuMemorySampler } from '../../../src/recorder/memory/gpu-memory.js';
import { ProcessTree } from '../../../src/recorder/memory/process-tree.js';
import type { MemoryFigure } from '../../../src/recorder/memory-sampler.js';
import { until } from '../run-events.js';
import { temporaryFolder } from '../temporary-folder.js';

const skip = process.platform === 'win32' ? 'a stand-in for nvidia-smi is a shell script' : false;

/** A folder with an `nvidia-smi` that notes its id and arguments, then writes a reading again and again. */
function fakeNvidiaSmi(reading: string): { folder: string; started: () => string[] } {
  const folder = temporaryFolder();
  const log = join(folder, 'started');
  writeFileSync(
    join(folder, 'nvidia-smi'),
    [
      '#!/bin/sh',
      `echo "$$ $*" >> '${log}'`,
      'while :; do',
      `printf '%s\\n' '${reading}'`,
      'sleep 0.1',
      'done',
      '',
    ].join('\n'),
  );
  chmodSync(join(folder, 'nvidia-smi'), 0o755);
  const started = () => {
    try {
      return readFileSync(log, 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  return { folder, started };
}

/** A tree of three processes that are not there. */
async function tree(): Promise<ProcessTree> {
  const processes = [
    { pid: 700, parentPid: 1, name: 'ollama', residentBytes: 1 },
    { pid: 701, parentPid: 700, name: 'runner', residentBytes: 1 },
    { pid: 702, parentPid: 700, name: 'runner', residentBytes: 1 },
  ];
  const followed = new ProcessTree({ pid: 700, processes: async () => processes });
  await followed.read();
  return followed;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('sampling GPU memory', { skip }, () => {
  it('adds up the tree’s processes on all GPUs, of one nvidia-smi, which ends with the sampling', async () => {
    const { folder, started } = fakeNvidiaSmi('701, 1000\n999, 4000\n702, 24\n701, 500\n700, [N/A]');
    const samples: MemoryFigure[] = [];
    const sampler = gpuMemorySampler(await tree(), { path: `/nowhere:${folder}` });
    const stop = sampler.start((one) => samples.push(one));
    await until(() => samples.length >= 3);
    const pid = Number.parseInt(started()[0]!, 10);
    assert.ok(isAlive(pid));
    stop();
    await until(() => !isAlive(pid));
    const count = samples.length;
    assert.equal(started().length, 1);
    assert.match(
      started()[0]!,
      /--query-compute-apps=pid,used_memory --format=csv,noheader,nounits -lms 250$/,
    );
    assert.deepEqual(samples[1], {
      memory_mb: Math.round(1524 * 104.8576) / 100,
      scope: 'gpu',
      source: 'GPU memory of process tree 700 (ollama), told by nvidia-smi',
    });
    assert.equal(samples.length, count);
  });

  it('tells nothing of the processes of others', async () => {
    const { folder, started } = fakeNvidiaSmi('999, 4000');
    const samples: MemoryFigure[] = [];
    const followed = await tree();
    let readings = 0;
    Object.defineProperty(followed, 'last', { get: () => void readings++ });
    const stop = gpuMemorySampler(followed, { path: folder }).start((one) => samples.push(one));
    await until(() => readings >= 2);
    stop();
    await until(() => !isAlive(Number.parseInt(started()[0]!, 10)));
    assert.deepEqual(samples, []);
  });

  it('does without where there is no nvidia-smi, or one that does not start', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'nvidia-smi'), 'not a program');
    chmodSync(join(folder, 'nvidia-smi'), 0o755);
    const followed = await tree();
    const stops = ['', '/nowhere', folder].map((path) =>
      gpuMemorySampler(followed, { path }).start(() => assert.fail('a sample')),
    );
    // Begun after them: when it has told, they have tried.
    const samples: MemoryFigure[] = [];
    const path = fakeNvidiaSmi('701, 1').folder;
    stops.push(gpuMemorySampler(followed, { path }).start((one) => samples.push(one)));
    await until(() => samples.length > 0);
    for (const stop of stops) stop();
  });
});

describe('reading nvidia-smi', () => {
  it('reads lines wherever they are cut, and forgets what was taken', () => {
    const text = '12, 100\r\n12, 24\n[N/A], 3\n13, [Insufficient Permissions]\n14, 7\n';
    for (let cut = 0; cut <= text.length; cut++) {
      const lines = new GpuLines();
      lines.push(text.slice(0, cut));
      lines.push(text.slice(cut));
      assert.deepEqual(
        [...lines.take()],
        [
          [12, 124 << 20],
          [14, 7 << 20],
        ],
      );
      assert.equal(lines.take().size, 0);
    }
  });
});
