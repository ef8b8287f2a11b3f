import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellWidth } from '../../../src/trace/picture/cell-width.js';

function widths(text: string): number[] {
  return [...new Intl.Segmenter().segment(text)].map(({ segment }) => cellWidth(segment));
}

test('letters take one cell, East Asian wide ones and emoji two, marks of their own none', () => {
  assert.deepEqual(widths('aé~…░�'), [1, 1, 1, 1, 1, 1]);
  assert.deepEqual(widths('漢字かな한글，！🙂🇩🇪👨‍👩‍👧‍👦⌚'), Array(12).fill(2));
  assert.deepEqual(widths('\u200b\ufeff\u061c'), [0, 0, 0]);
});

test('a mark on a letter adds nothing, and the selector of an emoji makes it one', () => {
  assert.equal(cellWidth('e\u0301\u0302'), 1);
  assert.equal(cellWidth('☀'), 1);
  assert.equal(cellWidth('☀\ufe0f'), 2);
});

test('the edges of a range belong to it', () => {
  assert.deepEqual(['\u10ff', '\u1100', '\u115f', '\u1160'].map(cellWidth), [1, 2, 2, 1]);
  assert.equal(cellWidth(''), 1);
});
