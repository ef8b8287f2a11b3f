import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ArraySplitter } from '../../../src/trace/dialects/array-splitter.js';
import { cutAt } from '../helpers/read-text.js';

const split = (pieces: readonly string[]) => {
  const splitter = new ArraySplitter();
  return pieces.flatMap((piece) => splitter.push(piece));
};

test('the objects of an array are the same however it is laid out and cut', () => {
  const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 });
  const layouts = fc.constantFrom(undefined, 2, '\t');
  fc.assert(
    fc.property(objects, layouts, fc.array(fc.nat(), { maxLength: 8 }), (values, layout, cuts) => {
      const text = JSON.stringify(values, null, layout);
      const elements = split(cutAt(text, cuts)).map((element) => JSON.parse(element) as unknown);
      assert.deepEqual(elements, JSON.parse(text));
    }),
  );
});

test('an object of an array is handed out with its last character', () => {
  const splitter = new ArraySplitter();
  assert.deepEqual(splitter.push('[ {"a": "}\\"'), []);
  assert.deepEqual(splitter.push('{"'), []);
  assert.deepEqual(splitter.push('}'), ['{"a": "}\\"{"}']);
  assert.deepEqual(splitter.push(',{"b":[{}]}, 5, "{", {}'), ['{"b":[{}]}', '{}']);
  assert.deepEqual(splitter.push(']'), []);
});

test('an element beyond any bound is left out, and the next ones are not', () => {
  const part = 'x'.repeat(16 * 1024 * 1024);
  assert.deepEqual(split(['[{"a":"', part, part, part, part, part, '"},{"b":1}]']), ['{"b":1}']);
});

test('what is no array breaks nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', 'a')), (characters) => {
      for (const element of split(characters)) assert.match(element, /^\{[^]*[}\]]$/);
    }),
  );
});
