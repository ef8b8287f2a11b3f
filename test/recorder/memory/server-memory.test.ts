import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serverMemorySampler, type ServerMemoryOptions } from '../../../src/recorder/memory/server-memory.js';
import type { MemoryFigure } from '../../../src/recorder/memory-sampler.js';
import { until } from '../run-events.js';
import { serveBodies } from './body-server.js';
import { ManualIntervals } from './manual-intervals.js';

const hasProcesses = process.platform === 'linux' || process.platform === 'darwin';
const skip = hasProcesses ? false : 'this platform does not tell of its processes';

const OLLAMA = { models: [{ name: 'm', size: 2e9, size_vram: 5e8 }] };

function sample(options: ServerMemoryOptions) {
  const timers = new ManualIntervals();
  const samples: MemoryFigure[] = [];
  const stop = serverMemorySampler({ ...options, timers }).start((one) => samples.push(one));
  const scopes = () => [...new Set(samples.map(({ scope }) => scope))].sort();
  return { timers, samples, stop, scopes };
}

describe("sampling a model server's memory", () => {
  it(
    'takes all that it finds on this machine, each by its own period, and ends whole',
    { skip },
    async () => {
      const server = await serveBodies({ '/api/ps': OLLAMA });
      const { samples, stop, scopes, timers } = sample({
        baseUrl: server.url,
        provider: 'ollama',
        model: 'm',
      });
      await until(() => scopes().length === 2);
      assert.deepEqual(scopes(), ['model', 'process']);
      assert.deepEqual(timers.periods, [250, 250]);
      const ofProcess = samples.find(({ scope }) => scope === 'process');
      assert.match(ofProcess!.source, new RegExp(`process tree ${process.pid} `));
      stop();
      assert.deepEqual(timers.periods, []);
    },
  );

  it('knows only what another machine tells over HTTP', async () => {
    const server = await serveBodies({ '/api/ps': OLLAMA });
    // Not an address that is known for this machine's.
    const baseUrl = server.url.replace('127.0.0.1', '0.0.0.0');
    const { stop, scopes, samples, timers } = sample({ baseUrl });
    await until(() => samples.length > 0);
    assert.deepEqual(timers.periods, [250]);
    assert.deepEqual(scopes(), ['model']);
    stop();
  });

  it('samples the process that it is told of, wherever the server is', { skip }, async () => {
    const server = await serveBodies({});
    const baseUrl = server.url.replace('127.0.0.1', '0.0.0.0');
    const { stop, samples } = sample({ baseUrl, pid: process.pid });
    await until(() => samples.length > 0);
    stop();
    assert.match(samples[0]!.source, new RegExp(`process tree ${process.pid} `));
  });
});
