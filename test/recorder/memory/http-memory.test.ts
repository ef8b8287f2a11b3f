import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import type { BaseUrl } from '../../../src/recorder/base-url.js';
import { httpMemorySampler } from '../../../src/recorder/memory/http-memory.js';
import type { MemoryFigure } from '../../../src/recorder/memory-sampler.js';
import type { Provider } from '../../../src/recorder/provider.js';
import { until } from '../run-events.js';
import { serveBodies } from './body-server.js';
import { ManualIntervals } from './manual-intervals.js';

const OLLAMA = { models: [{ name: 'm', size: 2e9, size_vram: 2e9 }] };
const VLLM = 'vllm:kv_cache_usage_perc{engine="0"} 0.5\n';
const SLOTS = [{ id: 0, n_ctx: 1000, is_processing: true, n_past: 100 }];

function sample(base: BaseUrl, options: { provider?: Provider; model?: string; apiKey?: string } = {}) {
  const timers = new ManualIntervals();
  const samples: MemoryFigure[] = [];
  const stop = httpMemorySampler({ base, timers, ...options }).start((one) => samples.push(one));
  return { timers, samples, stop };
}

describe('asking a model server for its memory', () => {
  const servers: [Provider, Record<string, string | object>, string[]][] = [
    ['ollama', { '/api/ps': OLLAMA }, ['model Ollama /api/ps: m as loaded, all of it on the GPU']],
    ['vllm', { '/metrics': VLLM }, ['kv vLLM /metrics: KV cache in use']],
    ['llama.cpp', { '/slots': SLOTS }, ['kv llama.cpp /slots: context in use']],
    [
      'llama.cpp',
      { '/slots': SLOTS, '/metrics': 'llamacpp:memory_model_bytes{device="CPU"} 1e9\n' },
      [
        'kv llama.cpp /slots: context in use',
        'model llama.cpp /metrics: weights, context and compute buffers on CPU',
      ],
    ],
  ];

  for (const [provider, answers, expected] of servers) {
    for (const told of [provider, undefined]) {
      const how = told ? 'known' : 'unknown';
      it(`finds what ${provider} tells at ${Object.keys(answers).join(' and ')} when it is ${how}`, async () => {
        const server = await serveBodies(answers);
        const { samples, stop, timers } = sample(server.base, { provider: told, model: 'm' });
        await until(() => samples.length >= expected.length);
        timers.tick();
        await until(() => samples.length >= 2 * expected.length);
        stop();
        const labels = new Set(samples.map(({ scope, source }) => `${scope} ${source}`));
        assert.deepEqual([...labels].sort(), expected);
      });
    }
  }

  it('asks every half a second, only what is answered', async () => {
    const server = await serveBodies({ '/metrics': VLLM });
    const { samples, stop, timers } = sample(server.base);
    await until(() => samples.length === 1);
    assert.deepEqual(timers.periods, [250]);
    assert.deepEqual(server.paths().sort(), ['/api/ps', '/memory', '/metrics', '/slots']);
    timers.tick();
    await until(() => samples.length === 2);
    assert.deepEqual(server.paths().slice(4), ['/metrics']);
    stop();
  });

  it('stops by itself where nothing is told, and asks LM Studio nothing', async () => {
    const server = await serveBodies({ '/api/ps': { error: 'Unexpected endpoint' }, '/metrics': 401 });
    const unknown = sample(server.base);
    await until(() => unknown.timers.periods.length === 0);
    assert.deepEqual(unknown.samples, []);
    const before = server.asked.length;
    const lmStudio = sample(server.base, { provider: 'lm-studio' });
    await until(() => lmStudio.timers.periods.length === 0);
    assert.equal(server.asked.length, before);
  });

  it('asks again after a server was busy or gone', async () => {
    let count = 0;
    const server = await serveBodies({
      '/metrics': (response, request) => {
        if (++count === 1) response.writeHead(503).end('{"error":"Loading model"}');
        else if (count === 2) request.socket.destroy();
        else response.end(VLLM);
      },
    });
    const { samples, stop, timers } = sample(server.base, { provider: 'vllm' });
    await until(() => {
      timers.tick();
      return samples.length > 0;
    });
    stop();
    assert.equal(samples[0]!.ratio, 0.5);
  });

  it('asks one turn at a time, and nothing more comes after its end', async () => {
    const waiting: ServerResponse[] = [];
    const server = await serveBodies({ '/metrics': (response) => void waiting.push(response) });
    const { samples, stop, timers } = sample(server.base, { provider: 'vllm' });
    await until(() => waiting.length === 1);
    timers.tick();
    timers.tick();
    waiting[0]!.end(VLLM);
    await until(() => samples.length === 1);
    assert.equal(server.asked.length, 1);
    await until(() => {
      timers.tick();
      return waiting.length === 2;
    });
    const closed = new Promise((resolve) => waiting[1]!.on('close', resolve));
    stop();
    await closed;
    assert.deepEqual(timers.periods, []);
    assert.equal(samples.length, 1);
  });

  it('sends the key, and tells it to nobody', async () => {
    const server = await serveBodies({ '/metrics': VLLM });
    const { samples, stop } = sample(server.base, { provider: 'vllm', apiKey: 'sk-secret' });
    await until(() => samples.length > 0);
    stop();
    assert.equal(server.asked[0]!.authorization, 'Bearer sk-secret');
    assert.doesNotMatch(JSON.stringify(samples), /secret/);
  });

  it('asks below the root, whatever path the base URL has', async () => {
    const server = await serveBodies({ '/metrics': VLLM });
    const { samples, stop } = sample({ ...server.base, href: `${server.url}/v1` }, { provider: 'vllm' });
    await until(() => samples.length > 0);
    stop();
    assert.deepEqual(server.paths(), ['/metrics']);
  });
});
