import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { JoinedText } from '../../src/trace/index.js';
import { countCalls } from './helpers/count-calls.js';

function joined(...parts: string[]): JoinedText {
  const text = new JoinedText();
  for (const part of parts) text.append(part);
  return text;
}

function pieces(text: JoinedText): string[] {
  return Array.from({ length: text.pieceCount }, (_, index) => text.pieceAt(index));
}

const part = fc.oneof(
  fc.constantFrom('', '\n', '😀', ' ', '\ud83d', '\ude00', 'word '),
  fc.nat(9000).map((length) => 'x'.repeat(length)),
  fc.nat(40_000).map((length) => '😀'.repeat(length / 2)),
  fc.nat(2000).map((length) => 'two words\n'.repeat(length / 10)),
);
const parts = fc.array(part, { maxLength: 12 });

describe('joined text', () => {
  test('is the parts that were appended, in pieces that say where they start', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const plain = all.join('');
        const text = joined(...all);
        assert.equal(text.toString(), plain);
        assert.equal(text.length, plain.length);
        assert.equal(pieces(text).join(''), plain);
        let start = 0;
        pieces(text).forEach((piece, index) => {
          assert.equal(text.pieceStart(index), start);
          start += piece.length;
        });
        assert.equal(text.pieceStart(text.pieceCount), plain.length);
        assert.equal(text.pieceAt(text.pieceCount), '');
      }),
      { numRuns: 100 },
    );
  });

  test('slices as a string does', () => {
    fc.assert(
      fc.property(parts, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }), (all, ranges) => {
        const plain = all.join('');
        const text = joined(...all);
        for (const [from, to] of ranges) {
          const start = from % (plain.length + 1);
          const end = to % (plain.length + 2);
          assert.equal(text.slice(start, end), start < end ? plain.slice(start, end) : '');
        }
      }),
      { numRuns: 100 },
    );
  });

  test('finds the piece that holds the character before an offset', () => {
    fc.assert(
      fc.property(parts, fc.nat(), (all, at) => {
        const text = joined(...all);
        const offset = text.length === 0 ? 0 : at % (text.length + 1);
        const piece = text.pieceIndexAt(offset);
        const start = text.pieceStart(piece);
        assert.ok(
          offset === 0 ? piece === 0 : start < offset && offset <= start + text.pieceAt(piece).length,
        );
      }),
      { numRuns: 100 },
    );
  });

  test('closes a piece at a newline once it is long enough, and never changes it again', () => {
    const line = `${'x'.repeat(99)}\n`;
    const text = joined(...Array.from({ length: 100 }, () => line));
    const before = pieces(text).slice(0, -1);
    assert.ok(before.length >= 2);
    for (const piece of before) {
      assert.ok(piece.endsWith('\n'));
      assert.ok(piece.length >= 4000 && piece.length <= 4200);
    }
    text.append('more\n'.repeat(2000));
    assert.deepEqual(pieces(text).slice(0, before.length), before);
  });

  test('keeps the pieces of text without newlines bounded, at a space where there is one', () => {
    const words = joined('word '.repeat(20_000));
    for (const piece of pieces(words)) assert.ok(piece.length <= 16_384);
    for (const piece of pieces(words).slice(0, -1)) assert.ok(piece.endsWith(' '));
    for (const piece of pieces(joined('x'.repeat(100_000)))) assert.ok(piece.length <= 16_384);
  });

  test('never cuts a pair of surrogates', () => {
    for (const start of ['', 'x']) {
      const text = joined(start, '😀'.repeat(30_000));
      assert.ok(text.pieceCount > 3);
      for (const piece of pieces(text)) assert.doesNotMatch(piece, /\p{Surrogate}/u);
    }
  });

  test('does not look for a place to cut on each append, where no line ends', () => {
    const text = new JoinedText();
    const looks = countCalls(String.prototype, 'lastIndexOf', () => {
      for (let count = 0; count < 100_000; count++) text.append('x');
    });
    assert.equal(text.length, 100_000);
    assert.ok(looks < 100, `${looks} looks through the open piece for 100,000 characters`);
  });
});
