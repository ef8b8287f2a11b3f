import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { llamaCppMemory, llamaCppSlots } from '../../../src/recorder/memory/llama-cpp-memory.js';
import { metricsMemory } from '../../../src/recorder/memory/metrics-memory.js';
import { ollamaMemory } from '../../../src/recorder/memory/ollama-memory.js';

const read = (question: { read(body: string): unknown }, body: unknown) =>
  question.read(typeof body === 'string' ? body : JSON.stringify(body));

describe("Ollama's loaded models", () => {
  const models = [
    { name: 'qwen3:8b', model: 'qwen3:8b', size: 6_000_000_000, size_vram: 4_500_000_000 },
    { name: 'llama3:latest', model: 'llama3:latest', size: 5_000_000_000, size_vram: 5_000_000_000 },
    { name: 'tiny:1b', model: 'tiny:1b', size: 1_000_000_000 },
  ];

  it('tell what is set aside for the model that runs, and where', () => {
    const placed = (model: string) => read(ollamaMemory(model), { models });
    assert.deepEqual(placed('qwen3:8b'), [
      {
        memory_mb: 6000,
        scope: 'model',
        source: 'Ollama /api/ps: qwen3:8b as loaded, 1500 MB of it in RAM',
      },
    ]);
    assert.deepEqual(placed('llama3'), [
      { memory_mb: 5000, scope: 'model', source: 'Ollama /api/ps: llama3 as loaded, all of it on the GPU' },
    ]);
    assert.deepEqual(placed('tiny:1b'), [
      { memory_mb: 1000, scope: 'model', source: 'Ollama /api/ps: tiny:1b as loaded, all of it in RAM' },
    ]);
  });

  it('tell of all together when no model is named', () => {
    assert.deepEqual(read(ollamaMemory(), { models }), [
      {
        memory_mb: 12_000,
        scope: 'model',
        source: 'Ollama /api/ps: all models as loaded, 2500 MB of it in RAM',
      },
    ]);
  });

  it('give no figure before the model is loaded, and are none where the answer is another', () => {
    assert.deepEqual(read(ollamaMemory('gemma3'), { models }), []);
    assert.deepEqual(read(ollamaMemory('gemma3'), { models: [] }), []);
    assert.equal(read(ollamaMemory('gemma3'), { error: 'Unexpected endpoint' }), undefined);
    assert.equal(read(ollamaMemory('gemma3'), '<html>'), undefined);
  });
});

describe("llama.cpp's slots", () => {
  const slot = (fields: object) => ({ id: 0, n_ctx: 4096, is_processing: true, ...fields });
  const fill = (...slots: object[]) => read(llamaCppSlots, slots) as { ratio: number; source: string }[];

  it('tell how full the context is, of prompt and answer', () => {
    assert.deepEqual(
      fill(
        slot({
          n_prompt_tokens: 1000,
          n_prompt_tokens_cache: 600,
          n_prompt_tokens_processed: 400,
          next_token: [{ n_decoded: 24 }],
        }),
      ),
      [{ ratio: 0.25, scope: 'kv', source: 'llama.cpp /slots: context in use' }],
    );
  });

  it('count of a prompt on its way in what is in', () => {
    const entering = slot({
      n_prompt_tokens: 4000,
      n_prompt_tokens_cache: 512,
      n_prompt_tokens_processed: 512,
    });
    assert.equal(fill({ ...entering, next_token: [{ n_decoded: 0 }] })[0]?.ratio, 0.25);
  });

  it('are read from older builds: one object for the next token, `n_past` for all', () => {
    assert.equal(fill(slot({ n_past: 2048, next_token: { n_decoded: 40 } }))[0]?.ratio, 0.5);
    // A prompt's count that grows with the answer is not added to it again.
    const growing = slot({
      n_prompt_tokens: 1024,
      n_prompt_tokens_processed: 0,
      next_token: { n_decoded: 24 },
    });
    assert.equal(fill(growing)[0]?.ratio, 0.25);
  });

  it('tell the fullest of several at work, and never more than full', () => {
    const [figure] = fill(
      slot({ n_past: 1024 }),
      slot({ n_past: 9000 }),
      slot({ n_past: 4000, is_processing: false }),
    );
    assert.equal(figure?.ratio, 1);
    assert.match(figure!.source, /\(the fullest of 2 slots at work\)$/);
  });

  it('give no figure while none works, or when the prompt is not told', () => {
    assert.deepEqual(fill(slot({ n_past: 1024, is_processing: false })), []);
    assert.deepEqual(fill(slot({ next_token: { n_decoded: 400 } })), []);
    assert.equal(read(llamaCppSlots, { error: { code: 501 } }), undefined);
    assert.equal(read(llamaCppSlots, [{ id: 1 }]), undefined);
  });
});

describe("llama.cpp's own count of its memory", () => {
  const figure = (path: string) => ({
    memory_mb: 119.11,
    scope: 'model',
    source: `llama.cpp ${path}: weights, context and compute buffers on MTL0 and Host`,
  });

  it('is the sum over devices and purposes, of JSON', () => {
    const devices = [
      { device: 'MTL0', model: 83_349_984, context: 0, compute: 22_559_744, total: 22e9, free: 21e9 },
      { device: 'Host', model: 13_191_648, context: 0, compute: 10_000 },
    ];
    assert.deepEqual(read(llamaCppMemory, { n_layer: 12, devices }), [figure('/memory')]);
    assert.equal(read(llamaCppMemory, { devices: [] }), undefined);
    assert.equal(read(llamaCppMemory, { devices: [{ name: 'x', total: 1 }] }), undefined);
  });

  it('and of /metrics', () => {
    const body = [
      'llamacpp:memory_model_bytes{device="MTL0"} 83349984',
      'llamacpp:memory_model_bytes{device="Host"} 13191648',
      'llamacpp:memory_context_bytes{device="MTL0"} 0',
      'llamacpp:memory_compute_bytes{device="MTL0"} 22559744',
      'llamacpp:memory_compute_bytes{device="Host"} 10000',
      'llamacpp:memory_total_bytes{device="MTL0"} 22906503168',
      'llamacpp:memory_free_bytes{device="MTL0"} 22800187392',
    ].join('\n');
    assert.deepEqual(read(metricsMemory, body), [figure('/metrics')]);
  });
});

describe('a KV cache in /metrics', () => {
  const kv = (body: string) => read(metricsMemory, body);

  it('is a share, by its new name before its old', () => {
    assert.deepEqual(kv('vllm:gpu_cache_usage_perc{model_name="m"} 0.125\n'), [
      { ratio: 0.125, scope: 'kv', source: 'vLLM /metrics: KV cache in use' },
    ]);
    assert.deepEqual(kv('vllm:gpu_cache_usage_perc 0.1\nvllm:kv_cache_usage_perc{engine="0"} 0.5\n'), [
      { ratio: 0.5, scope: 'kv', source: 'vLLM /metrics: KV cache in use' },
    ]);
    assert.deepEqual(kv('llamacpp:kv_cache_usage_ratio 0.75'), [
      { ratio: 0.75, scope: 'kv', source: 'llama.cpp /metrics: KV cache in use' },
    ]);
  });

  it('is the mean of several engines', () => {
    assert.deepEqual(
      kv('vllm:kv_cache_usage_perc{engine="0"} 0.2\nvllm:kv_cache_usage_perc{engine="1"} 0.4\n'),
      [{ ratio: 0.3, scope: 'kv', source: 'vLLM /metrics: KV cache in use (mean of 2 engines)' }],
    );
  });

  it('is not there when it is not told, or is no share; other servers have none', () => {
    assert.deepEqual(kv('vllm:num_requests_running 1\n'), []);
    assert.deepEqual(kv('vllm:kv_cache_usage_perc 12.5\n'), []);
    assert.equal(kv('go_goroutines 12\n'), undefined);
    assert.equal(kv('<!doctype html>'), undefined);
  });
});

describe('whatever a server answers', () => {
  it('leads to figures that can be, or to none', () => {
    const questions = [ollamaMemory(), llamaCppMemory, llamaCppSlots, metricsMemory];
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(...questions), (body, question) => {
        for (const { memory_mb: memory, ratio } of question.read(body) ?? []) {
          assert.ok((memory ?? 0) >= 0 && (ratio ?? 0) >= 0 && (ratio ?? 0) <= 1);
        }
      }),
    );
  });
});
