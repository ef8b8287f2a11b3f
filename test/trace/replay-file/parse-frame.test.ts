import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../../src/trace/index.js';
import { isKnownVersion, parseRunInfo, parseRunSummary } from '../../../src/trace/replay-file/parse-frame.js';

const present = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

test('a header’s fields of a wrong type are left out, and what is not told is empty', () => {
  const wrong = {
    run_id: 5,
    model: null,
    provider: [],
    started_at: {},
    timing: 'soon',
    simulated: 1,
    params: [],
    server: {},
  };
  const empty = { run_id: '', model: '', provider: '', started_at: '', timing: 'recorded' };
  assert.deepEqual(present(parseRunInfo(wrong as unknown as JsonObject)), empty);
  assert.deepEqual(present(parseRunInfo({})), empty);
});

test('a footer that says nothing is none', () => {
  assert.equal(parseRunSummary({}), undefined);
  assert.equal(parseRunSummary({ event_count: 'many', status: 'odd', metrics: null, other: 1 }), undefined);
  assert.deepEqual(parseRunSummary({ metrics: {} })?.metrics, {});
});

test('a footer’s lists hold strings alone', () => {
  const artifacts = { logs: ['a', 5, null, 'b'], errors: 'none' };
  assert.deepEqual(present(parseRunSummary({ artifacts })!.artifacts!), { logs: ['a', 'b'] });
});

test('frames of any JSON are read without an error', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      parseRunInfo(fields as JsonObject);
      parseRunSummary(fields as JsonObject);
    }),
  );
});

test('versions of the first major are known, and so is none', () => {
  assert.deepEqual(['1', '1.0.0', '1.9', undefined].map(isKnownVersion), [true, true, true, true]);
  assert.deepEqual(['2.0.0', '10.0', '0.9', 'x', ''].map(isKnownVersion), [
    false,
    false,
    false,
    false,
    false,
  ]);
});
