import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, it } from 'node:test';
import { treeOf } from '../../src/recorder/memory/process-tree.js';
import { type MemoryFigure, processMemorySampler } from '../../src/recorder/memory-sampler.js';
import { ownerOfPort, parsePs, type ProcessInfo, readProcesses } from '../../src/recorder/process-table.js';
import { serveModel } from './model-server.js';
import { until } from './run-events.js';

const hasProcesses = process.platform === 'linux' || process.platform === 'darwin';
const skip = hasProcesses ? false : 'this platform does not tell of its processes';

const processOf = (
  pid: number,
  parentPid: number,
  residentBytes: number,
  name = 'llama-server',
): ProcessInfo => ({
  ...{ pid, parentPid, residentBytes, name },
});

/** The first samples of a sampler. */
async function samplesOf(
  options: Parameters<typeof processMemorySampler>[0],
  count: number,
): Promise<MemoryFigure[]> {
  const samples: MemoryFigure[] = [];
  const proportional = options.processes && (async () => undefined);
  const sampler = processMemorySampler({ intervalMs: 1, proportional, ...options });
  const stop = sampler.start((sample) => samples.push(sample));
  await until(() => samples.length >= count);
  stop();
  return samples;
}

describe('sampling memory', () => {
  it('adds up a process and all below it', async () => {
    const table = [
      processOf(1, 0, 9e9, 'init'),
      processOf(10, 1, 100e6, 'ollama'),
      processOf(11, 10, 200e6),
      processOf(12, 11, 30.004e6),
      processOf(13, 1, 5e9, 'other'),
    ];
    const [sample] = await samplesOf({ pid: 10, processes: async () => table }, 1);
    assert.deepEqual(sample, {
      memory_mb: 330,
      scope: 'process',
      source: 'resident memory of process tree 10 (ollama)',
    });
  });

  it('tells it without file pages, and with shared pages once, where the platform tells', async () => {
    const table = [
      { ...processOf(10, 1, 100e6), fileBytes: 60e6 },
      { ...processOf(11, 10, 80e6), fileBytes: 60e6 },
    ];
    const proportional = async () => ({ residentBytes: 130e6, fileBytes: 65e6 });
    const [sample] = await samplesOf({ pid: 10, processes: async () => table, proportional }, 1);
    assert.deepEqual(sample, {
      memory_mb: 130,
      without_files_mb: 65,
      scope: 'process',
      source: 'resident memory of process tree 10 (llama-server), shared pages once',
    });
  });

  it('does not go round in a table that does', () => {
    const tree = treeOf([processOf(1, 2, 1), processOf(2, 1, 1), processOf(3, 3, 1)], 1);
    assert.deepEqual(
      tree?.map(({ pid }) => pid),
      [1, 2],
    );
  });

  it('reads only the tree in between, and finds new children after a while', async () => {
    const asked: (readonly number[] | undefined)[] = [];
    let children = 1;
    const processes = async (only?: readonly number[]) => {
      asked.push(only);
      const all = [
        processOf(10, 1, 1e6),
        ...Array.from({ length: children }, (_, index) => processOf(11 + index, 10, 1e6)),
      ];
      children = 3;
      return all.filter(({ pid }) => !only || only.includes(pid));
    };
    const samples = await samplesOf({ pid: 10, processes }, 9);
    assert.deepEqual(asked.slice(0, 3), [undefined, [10, 11], [10, 11]]);
    assert.equal(asked[8], undefined);
    assert.equal(samples[7]!.memory_mb, 2);
    assert.equal(samples[8]!.memory_mb, 4);
  });

  it('tells nothing of a port that a container holds, of no process, or after an error', async () => {
    const samples: MemoryFigure[] = [];
    const sample = (options: Parameters<typeof processMemorySampler>[0]) =>
      processMemorySampler({ intervalMs: 1, ...options }).start((one) => samples.push(one));
    let calls = 0;
    const counted = (table: ProcessInfo[]) => async () => {
      calls++;
      return table;
    };
    const stops = [
      sample({ port: 1, owner: async () => 7, processes: counted([processOf(7, 1, 1e6, 'docker-proxy')]) }),
      sample({ port: 1, owner: async () => undefined, processes: counted([]) }),
      sample({ pid: 7, processes: counted([]) }),
      sample({
        pid: 7,
        processes: async () => {
          calls++;
          throw new Error('not to be read');
        },
      }),
    ];
    await until(() => calls > 20);
    for (const stop of stops) stop();
    assert.deepEqual(samples, []);
  });

  it('finds the process behind a port of this machine, and what it holds', { skip }, async () => {
    const model = await serveModel(() => {});
    assert.equal(await ownerOfPort(model.port), process.pid);
    const [sample] = await samplesOf({ port: model.port }, 1);
    assert.match(sample!.source, new RegExp(`^resident memory of process tree ${process.pid} \\(`));
    const own = process.memoryUsage().rss / 1e6;
    assert.ok(
      sample!.memory_mb! > own / 3 && sample!.memory_mb! < own * 3 + 500,
      `${sample!.memory_mb} for ${own}`,
    );
    await model.stop();
    assert.equal(await ownerOfPort(model.port), undefined);
  });

  it('counts a child of a real process', { skip }, async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const tree = async () => treeOf(await readProcesses(), process.pid)!;
    await until(async () =>
      (await tree()).some(({ pid, residentBytes }) => pid === child.pid && residentBytes > 1e6),
    );
    child.kill();
    await new Promise((resolve) => child.once('exit', resolve));
    assert.ok((await tree()).every(({ pid }) => pid !== child.pid));
  });

  it('reads what ps prints', () => {
    const table = parsePs(
      '    1     0   9320 /sbin/launchd\n  501   1 204800 /Applications/LM Studio.app/Contents/lm studio\n',
    );
    assert.deepEqual(table, [
      processOf(1, 0, 9320 * 1024, 'launchd'),
      processOf(501, 1, 204800 * 1024, 'lm studio'),
    ]);
  });
});
