import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cameAtOnce } from '../../../src/trace/metrics/came-at-once.js';
import { token, traceOf } from '../helpers/trace-builder.js';

const burst = (count: number, timeMs: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => token(timeMs + index * 0.01, 'a', more));
const paced = (count: number, fromMs: number) =>
  Array.from({ length: count }, (_, index) => token(fromMs + index * 10, 'a'));

describe('a run whose tokens came at once', () => {
  test('is told by nearly all its chunks within milliseconds', () => {
    assert.equal(cameAtOnce(traceOf(...burst(100, 500))), true);
    assert.equal(cameAtOnce(traceOf(token(0, 'first'), ...burst(100, 500), token(900, 'last'))), true);
  });

  test('is told from one with a real pace, and from a short one', () => {
    assert.equal(cameAtOnce(traceOf(...paced(100, 0))), false);
    assert.equal(cameAtOnce(traceOf(...burst(19, 0))), false);
    assert.equal(cameAtOnce(traceOf()), false);
  });

  test('is told from one with a burst among what came at its pace', () => {
    const call = { channel: 'tool', tool_call_id: 't' };
    assert.equal(cameAtOnce(traceOf(...paced(100, 0), ...burst(30, 1000, call))), false);
    assert.equal(cameAtOnce(traceOf(...paced(3, 0), ...burst(100, 1000, call))), true);
  });
});
