import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isNestedTooDeeply, makeSound } from '../../src/trace/nesting.js';

const nested = (levels: number, [open, close]: [string, string]): unknown =>
  JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`);

const SHAPES: [string, string][] = [
  ['[', ']'],
  ['{"a":', '}'],
  ['[{"a":', '}]'],
];

test('what is nested 501 times is not too deep, and what is nested once more is', () => {
  for (const shape of SHAPES) {
    const levels = shape[0].startsWith('[{') ? 2 : 1;
    const most = nested(Math.floor(501 / levels), shape);
    const beyond = nested(Math.ceil(502 / levels), shape);
    assert.deepEqual([isNestedTooDeeply(most), makeSound(most)], [false, true]);
    assert.deepEqual([isNestedTooDeeply(beyond), makeSound(beyond)], [true, false]);
    assert.equal(isNestedTooDeeply([1, 'a', {}, beyond]), true);
    assert.equal(isNestedTooDeeply(nested(1_000_000, ['[', ']'])), true);
  }
  for (const plain of [1, 'a', null, true, undefined]) {
    assert.equal(isNestedTooDeeply(plain), false);
    assert.equal(makeSound(plain), true);
  }
});

test('numbers that are none become null wherever they stand, and nothing else changes', () => {
  const value: unknown = JSON.parse(
    '{"a":1e999,"__proto__":{"b":[-1e999,[2,{"c":1e999}],"1e999"]},"d":1e308}',
  );
  assert.equal(makeSound(value), true);
  assert.equal(
    JSON.stringify(value),
    '{"a":null,"__proto__":{"b":[null,[2,{"c":null}],"1e999"]},"d":1e+308}',
  );
  const untouched: unknown = JSON.parse('[1e999]');
  isNestedTooDeeply(untouched);
  assert.deepEqual(untouched, [Infinity]);
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      const json = JSON.stringify(any);
      const parsed: unknown = JSON.parse(json);
      assert.equal(makeSound(parsed), true);
      assert.equal(JSON.stringify(parsed), json);
    }),
  );
});

test('each value is looked at once', () => {
  let looks = 0;
  const counting = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        if (name !== 'length') looks++;
        return Reflect.get(of, name) as unknown;
      },
    });
  const inner = Array.from({ length: 50 }, () => counting([1, 2, 3]));
  assert.equal(makeSound(counting({ a: counting(inner), b: counting({ c: 1 }) })), true);
  assert.equal(looks, 2 + 50 + 150 + 1);
});

test('what a page adds to all objects is no part of the JSON', () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>;
  prototype.pollution = { deep: Infinity };
  try {
    assert.equal(makeSound(JSON.parse('{"a":{}}')), true);
    assert.deepEqual(prototype.pollution, { deep: Infinity });
  } finally {
    delete prototype.pollution;
  }
});
