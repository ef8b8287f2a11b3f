import assert from 'node:assert/strict';
import { test } from 'node:test';
import { float64Column, uint32Column, uint8Column } from '../../src/trace/growable-column.js';

test('a column holds what was pushed, beyond any capacity it began with', () => {
  const column = float64Column();
  for (let value = 0; value < 5000; value++) column.push(value / 3);
  assert.equal(column.length, 5000);
  for (let index = 0; index < 5000; index++) assert.equal(column.at(index), index / 3);
  assert.deepEqual(column.items.subarray(0, 3), new Float64Array([0, 1 / 3, 2 / 3]));
});

test('a column’s last value is its fallback while it is empty', () => {
  const column = uint32Column();
  assert.equal(column.last(), 0);
  assert.equal(column.last(-1), -1);
  column.push(7);
  assert.equal(column.last(-1), 7);
});

test('a full column wastes at most a third, and an almost empty one next to nothing', () => {
  const column = uint8Column();
  column.push(1);
  assert.ok(column.items.length <= 16, 'a hundred thousand small blocks must not take hundreds of megabytes');
  for (let count = 1; count < 100_000; count++) column.push(1);
  assert.ok(column.items.length <= 150_000);
});
