import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/trace/dialects/line-splitter.js';
import { cutAt } from '../helpers/read-text.js';

test('lines are the same however the text is cut', () => {
  const text = fc
    .array(fc.constantFrom('a', 'bc', '\n', '\r\n', '\n\n', '😀'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.nat()), (all, cuts) => {
      const splitter = new LineSplitter();
      const lines = cutAt(all, cuts).flatMap((piece) => splitter.push(piece));
      assert.deepEqual([...lines, splitter.finish()], all.split(/\r?\n/));
    }),
  );
});

test('a line beyond any bound is left out, and the next ones are not', () => {
  const splitter = new LineSplitter();
  const piece = 'x'.repeat(16 * 1024 * 1024);
  for (let count = 0; count < 5; count++) assert.deepEqual(splitter.push(piece), []);
  assert.deepEqual(splitter.push('x\nnext\nlast'), ['next']);
  assert.equal(splitter.finish(), 'last');
});
