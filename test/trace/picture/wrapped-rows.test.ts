import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { printableText } from '../../../src/trace/picture/printable-text.js';
import { type Cell, widthOf, wrappedRows } from '../../../src/trace/picture/wrapped-rows.js';

/** Text that is hard on a grid. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ' ',
      '\n',
      '\t',
      '\r\n',
      '漢',
      '🙂',
      '\u0301',
      '\u200b',
      '\ud800',
      '\u202e',
      'word ',
      'a',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
  maxLength: 60,
});

function textOf(row: readonly Cell[]): string {
  return row.map(({ text }) => text).join('');
}

function wrapped(text: string, columns: number): string[] {
  return [...wrappedRows(text, columns)].map(textOf);
}

test('text is wrapped at spaces, and what is longer than a row anywhere', () => {
  assert.deepEqual(wrapped('the quick brown fox', 9), ['the quick', 'brown fox']);
  assert.deepEqual(wrapped('abcdefghijk', 4), ['abcd', 'efgh', 'ijk']);
  assert.deepEqual(wrapped('a bcdefgh', 4), ['a', 'bcde', 'fgh']);
  assert.deepEqual(wrapped('word     next', 6), ['word', 'next']);
});

test('wide characters take two cells, and a row may end between them', () => {
  assert.deepEqual(wrapped('漢字漢字', 5), ['漢字', '漢字']);
  assert.deepEqual(wrapped('an 漢字 x', 6), ['an 漢', '字 x']);
});

test('lines end where they end, blank ones are kept, and so is an indent', () => {
  assert.deepEqual(wrapped('a\n\n  b\r\nc', 9), ['a', '', '  b', 'c']);
  assert.deepEqual(wrapped('\tx\n ab\ty', 9), ['    x', ' ab y']);
});

test('control characters and halves of pairs become signs', () => {
  assert.deepEqual(wrapped('a\u0000\u001b[1m\ud83d b\u202ec', 20), ['a␀␛[1m� b�c']);
  assert.equal(printableText('\u007f\u009f\uffff'), '␡��');
});

test('of a character with a wall of marks on it only some are drawn', () => {
  assert.deepEqual(wrapped('Z' + '\u0301'.repeat(500), 9), ['Z' + '\u0301'.repeat(11)]);
  assert.ok(wrapped('Z' + '\u0301'.repeat(50_000), 9)[0]!.length < 1500);
});

test('no row is wider than it may be, and no ink is lost or doubled', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 4, max: 20 }), (text, columns) => {
      const rows = [...wrappedRows(text, columns)];
      for (const row of rows) assert.ok(widthOf(row) <= columns);
      const ink = (whole: string) => whole.replaceAll(/\s/g, '');
      const signs = [...new Intl.Segmenter().segment(text)].filter(
        ({ segment }) => !/^[\r\n\u0085\u2028\u2029]+$/.test(segment),
      );
      const expected = signs.map(({ segment }) => (segment === '\t' ? '' : firstTwelve(segment))).join('');
      assert.equal(ink(rows.map(textOf).join('')), ink(expected));
      const ends = rows.flat().map(({ end }) => end);
      assert.deepEqual(
        ends,
        [...ends].sort((left, right) => left - right),
      );
    }),
  );
});

function firstTwelve(character: string): string {
  return printableText(character.length > 12 ? [...character].slice(0, 12).join('') : character);
}

test('text without an end, of whatever, is wrapped piece by piece', () => {
  const long = `${' '.repeat(100_000)}x${'\u200b'.repeat(100_000)}`;
  assert.equal([...wrappedRows(`${long} ${'y'.repeat(80)}`, 80)].length, 2);
  for (const unit of ['漢', '🇩🇪', '👨‍👩‍👧‍👦', 'e\u0301'])
    assert.equal([...wrappedRows(unit.repeat(5000), 10)].flat().length, 5000, unit);
});
