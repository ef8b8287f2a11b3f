import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareOutputs, type OutputDifference } from '../../../src/trace/comparison/output-difference.js';

const side = ({ segments }: OutputDifference, name: 'left' | 'right') =>
  segments.map((segment) => (segment.kind === 'equal' ? segment.text : segment[name])).join('');

const changes = ({ segments }: OutputDifference) => segments.filter((segment) => segment.kind === 'changed');

const pause = () => Promise.resolve();

/** Texts with much in common, in several scripts, with code and blanks of every kind. */
const text = fc
  .array(
    fc.constantFrom(
      'the',
      'sea',
      ' ',
      '  ',
      '\n',
      '\r\n',
      ', ',
      '世界',
      '👩‍👩‍👧',
      'é',
      '\r',
      '```\n',
      '~~~\n',
      'x = 1\n',
      '\t',
      'שלום',
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

test('both answers can be read from the segments, character by character', async () => {
  await fc.assert(
    fc.asyncProperty(
      text,
      text,
      fc.integer({ min: 0, max: 60 }),
      fc.boolean(),
      async (left, right, maxEdits, sliced) => {
        const difference = await compareOutputs(left, right, { maxEdits, ...(sliced && { pause }) });
        assert.equal(side(difference, 'left'), left);
        assert.equal(side(difference, 'right'), right);
        assert.ok(difference.equalShare >= 0 && difference.equalShare <= 1);
        assert.equal(difference.firstChange === undefined, left === right);
      },
    ),
    { numRuns: 300 },
  );
});

test('arbitrary text, lone surrogates included, comes back exactly', async () => {
  const anything = fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(anything, anything, async (left, right) => {
      const difference = await compareOutputs(left, right);
      assert.equal(side(difference, 'left'), left);
      assert.equal(side(difference, 'right'), right);
    }),
    { numRuns: 300 },
  );
});

test('an answer is all equal to itself and has no change', async () => {
  const difference = await compareOutputs('The sea is salt.\n', 'The sea is salt.\n');
  assert.deepEqual(difference, {
    segments: [{ kind: 'equal', text: 'The sea is salt.\n' }],
    equalShare: 1,
    firstChange: undefined,
    isBounded: false,
  });
});

test('a changed word is one change, its neighbours stay equal, and punctuation stays with neither', async () => {
  const difference = await compareOutputs('Apples, pears and plums.', 'Apples, figs and plums.');
  assert.deepEqual(difference.segments, [
    { kind: 'equal', text: 'Apples, ' },
    { kind: 'changed', left: 'pears ', right: 'figs ', isCode: false },
    { kind: 'equal', text: 'and plums.' },
  ]);
  assert.deepEqual(difference.firstChange, { left: 8, right: 8, equalWords: 1 });
});

test('a word stays equal where only the blank behind it differs, and the blank is the change', async () => {
  const difference = await compareOutputs('one  two', 'one two');
  assert.deepEqual(difference.segments, [
    { kind: 'equal', text: 'one' },
    { kind: 'changed', left: '  ', right: ' ', isCode: false },
    { kind: 'equal', text: 'two' },
  ]);
  assert.equal(difference.equalShare, 1);
});

test('a comma between words that differ is part of the change', async () => {
  const difference = await compareOutputs('Fluffy, curious', 'A rabbit is small, often seen');
  assert.deepEqual(difference.segments, [
    { kind: 'changed', left: 'Fluffy, curious', right: 'A rabbit is small, often seen', isCode: false },
  ]);
  assert.equal(difference.equalShare, 0);
});

test('punctuation is no word: without words, answers are alike or not', async () => {
  assert.equal((await compareOutputs('!!!', '???')).equalShare, 0);
  assert.equal((await compareOutputs('!!!', '!!!')).equalShare, 1);
  assert.equal((await compareOutputs('a, b', 'a. b')).equalShare, 1);
});

test('the equal share counts words of both answers', async () => {
  assert.equal((await compareOutputs('a b c d', 'a b x y')).equalShare, 0.5);
  assert.equal((await compareOutputs('a b', '')).equalShare, 0);
  assert.equal((await compareOutputs('', '')).equalShare, 1);
});

test('Chinese is compared by characters, an emoji is never cut', async () => {
  assert.deepEqual(changes(await compareOutputs('我喜欢红茶', '我喜欢绿茶')), [
    { kind: 'changed', left: '红', right: '绿', isCode: false },
  ]);
  assert.deepEqual(changes(await compareOutputs('👩‍👩‍👧', '👩‍👩‍👦')), [
    { kind: 'changed', left: '👩‍👩‍👧', right: '👩‍👩‍👦', isCode: false },
  ]);
});

test('code is compared by lines, then by words inside the changed line', async () => {
  const code = (line: string) => `Try:\n\`\`\`js\nopen();\n${line}\nclose();\n\`\`\`\nDone.`;
  const difference = await compareOutputs(code('let total = sum(a, b);'), code('let total = sum(a, c);'));
  assert.deepEqual(changes(difference), [{ kind: 'changed', left: 'b', right: 'c', isCode: true }]);
});

test('code lines with little in common change whole', async () => {
  const code = (line: string) => `\`\`\`\n${line}\n\`\`\``;
  const difference = await compareOutputs(code('return left + right;'), code('throw new Error(reason);'));
  assert.deepEqual(changes(difference), [
    { kind: 'changed', left: 'return left + right;\n', right: 'throw new Error(reason);\n', isCode: true },
  ]);
});

const numbered = (count: number, word: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => word(at)).join(' ');

test('past the bound on edits, lines are compared first, then parts, and the difference says so', async () => {
  const left = `${numbered(40, (at) => `left${at}`)}\nshared line here\nsmall change one\n`;
  const right = `${numbered(40, (at) => `right${at}`)}\nshared line here\nsmall change two\n`;
  const difference = await compareOutputs(left, right, { maxEdits: 40 });
  assert.equal(difference.isBounded, true);
  assert.deepEqual(changes(difference).at(-1), { kind: 'changed', left: 'one', right: 'two', isCode: false });
  assert.equal((await compareOutputs(left, right)).isBounded, false);
});

test('in slices the result is the same as in one go', async () => {
  const left = numbered(600, (at) => `w${(at * 7) % 50}`);
  const right = numbered(600, (at) => `w${(at * 11) % 50}`);
  assert.deepEqual(await compareOutputs(left, right, { pause }), await compareOutputs(left, right));
});

test('lines of code are told as such where both have them, and where only one has', async () => {
  const left = 'So:\n```\na = 1;\n```\nDone.';
  const right = 'So:\n```\na = 1;\nb = 2;\n```\nDone.';
  const { segments } = await compareOutputs(left, right);
  assert.deepEqual(segments, [
    { kind: 'equal', text: 'So:\n```\n' },
    { kind: 'equal', text: 'a = 1;\n', isCode: true },
    { kind: 'changed', left: '', right: 'b = 2;\n', isCode: true },
    { kind: 'equal', text: '```\nDone.' },
  ]);
});
