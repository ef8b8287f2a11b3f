import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MemoryEvent } from '../../src/trace/index.js';
import { token, traceOf } from './helpers/trace-builder.js';

const sample = (timeMs: number, more: Partial<MemoryEvent>): MemoryEvent => ({
  type: 'memory',
  time_ms: timeMs,
  scope: 'process',
  source: 'rss',
  ...more,
});

describe('memory samples', () => {
  test('are filled forward from each sample to the next', () => {
    const { memory } = traceOf(
      token(0, 'a'),
      sample(1, { memory_mb: 10 }),
      token(2, 'b'),
      sample(3, { memory_mb: 8 }),
    );
    const at = (memoryMb: number) => ({ memoryMb, scope: 'process', source: 'rss' });
    assert.deepEqual(
      [-1, 0, 1, 2, 3].map((index) => memory.at(index)),
      [undefined, undefined, at(10), at(10), at(8)],
    );
    assert.equal(memory.peakMb, 10);
  });

  test('show the GPU’s before the process’s before the model’s, and never a sum', () => {
    const { memory } = traceOf(
      sample(0, { memory_mb: 1, scope: 'model' }),
      sample(1, { memory_mb: 20 }),
      sample(2, { memory_mb: 5, scope: 'gpu' }),
      sample(3, { memory_mb: 900, scope: 'kv' }),
    );
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => memory.at(index)?.memoryMb),
      [1, 20, 5, 5],
    );
    assert.equal(memory.peakMb, 5);
    assert.deepEqual(memory.curve, {
      scope: 'gpu',
      events: new Uint32Array([2]),
      values: new Float64Array([5]),
      isRatio: false,
    });
  });

  test('show a share as a share, and have no peak of it', () => {
    const { memory } = traceOf(sample(0, { ratio: 0.5, scope: 'kv', source: 'vllm' }));
    assert.deepEqual(memory.at(0), { ratio: 0.5, scope: 'kv', source: 'vllm' });
    assert.equal(memory.peakMb, undefined);
    assert.equal(memory.curve?.isRatio, true);
  });

  test('never show bytes as a share, nor a share as bytes, where a scope has both', () => {
    const { memory } = traceOf(
      sample(0, { memory_mb: 500 }),
      sample(1, { ratio: 0.5 }),
      sample(2, { memory_mb: 400 }),
    );
    assert.deepEqual(
      [0, 1, 2].map((index) => memory.at(index)?.memoryMb),
      [500, 500, 400],
    );
    assert.equal(memory.peakMb, 500);
    assert.deepEqual(memory.curve?.values, new Float64Array([500, 400]));
    const late = traceOf(sample(0, { ratio: 0.5 }), sample(1, { memory_mb: 500 })).memory;
    assert.equal(late.at(0)?.ratio, 0.5);
    assert.equal(late.at(1)?.memoryMb, 500);
  });

  test('tell what of a figure is no file’s pages, where that was told, and the highest figure with who told it', () => {
    const { memory } = traceOf(
      sample(0, { memory_mb: 900, scope: 'model', source: 'ollama' }),
      sample(1, { memory_mb: 30, without_files_mb: 10 }),
      sample(2, { memory_mb: 50, without_files_mb: 12, source: 'rss of two' }),
      sample(3, { memory_mb: 40 }),
    );
    const highest = { memoryMb: 50, withoutFilesMb: 12, scope: 'process', source: 'rss of two' };
    assert.deepEqual(memory.at(2), highest);
    assert.deepEqual(memory.at(3), { memoryMb: 40, scope: 'process', source: 'rss' });
    assert.deepEqual(memory.peak, highest);
  });

  test('have a highest share where nothing told bytes', () => {
    const kv = (timeMs: number, ratio: number) => sample(timeMs, { ratio, scope: 'kv', source: 'vllm' });
    const shares = traceOf(kv(0, 0.1), kv(1, 0.4), kv(2, 0.2)).memory;
    assert.deepEqual(shares.peak, { ratio: 0.4, scope: 'kv', source: 'vllm' });
    assert.equal(traceOf(kv(0, 0.1), sample(1, { memory_mb: 3, scope: 'model' })).memory.peak?.memoryMb, 3);
    assert.equal(traceOf(token(0, 'a')).memory.peak, undefined);
  });

  test('leave out a sample without a figure', () => {
    const { memory } = traceOf(sample(0, { scope: 'gpu' }), sample(1, { memory_mb: 3 }));
    assert.equal(memory.at(1)?.memoryMb, 3);
    assert.equal(memory.curve?.scope, 'process');
    assert.equal(traceOf(sample(0, {})).memory.curve, undefined);
  });
});
