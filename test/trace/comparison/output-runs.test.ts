import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffArrays } from 'diff';
import { leastEdits } from '../../../src/trace/comparison/least-edits.js';
import { alignWords, type WordSearch } from '../../../src/trace/comparison/output-runs.js';
import { plainWords } from '../../../src/trace/comparison/output-words.js';

/** A search that finds as little as it can, and the steps that it took for that. */
function hardSearch(maxEdits: number) {
  const work = { steps: 0, searches: 0 };
  const search: WordSearch = {
    maxEdits,
    diffArrays: ((left: string[], right: string[], { maxEditLength }: { maxEditLength: number }) => {
      work.searches++;
      work.steps += maxEditLength ** 2 / 2;
      if (left.length + right.length > maxEditLength) return undefined;
      return [
        { count: left.length, removed: true, added: false, value: left },
        { count: right.length, removed: false, added: true, value: right },
      ];
    }) as unknown as WordSearch['diffArrays'],
  };
  return { search, work };
}

const wordsOf = (text: string) => [...plainWords(text)];

test('the work of aligning answers stays within bounds, however long they are', async () => {
  for (const length of [20_000, 100_000]) {
    const { search, work } = hardSearch(1500);
    const left = wordsOf('one two three four five '.repeat(length / 5));
    const right = wordsOf('five two four one three '.repeat(length / 5));
    const { runs, isBounded } = await alignWords(left, right, search);
    assert.ok(work.steps < 25e6, `${work.steps} steps for ${length} words`);
    assert.equal(isBounded, true);
    assert.equal(runs.flatMap((run) => run.left).length, length);
    assert.equal(runs.flatMap((run) => run.right).length, length);
  }
});

test('answers that share no word are told apart without a search, and that is all that could be found', async () => {
  const { search, work } = hardSearch(1500);
  const found = await alignWords(wordsOf('ja '.repeat(30_000)), wordsOf('no '.repeat(30_000)), search);
  assert.equal(work.searches, 0);
  assert.deepEqual([found.runs.length, found.isBounded], [1, false]);
});

test('what cannot be aligned within the bound is not searched for', async () => {
  const { search, work } = hardSearch(100);
  const [left, right] = [
    wordsOf('a '.repeat(10) + 'b '.repeat(60)),
    wordsOf('a '.repeat(10) + 'c '.repeat(60)),
  ];
  const { runs } = await alignWords(left, right, { ...search, diffArrays });
  assert.equal(runs[0]!.left.length, 10);
  await alignWords(left, right, search);
  // The first half of each, once that is short enough; of the rest they share nothing.
  assert.equal(work.searches, 1);
});

test('edits are at the least what one has more often than the other', async () => {
  assert.equal(await leastEdits(['a', 'a', 'b'], ['a', 'c']), 3);
  assert.equal(await leastEdits([], []), 0);
});

test('items are counted in turns', async () => {
  let pauses = 0;
  const pause = () => Promise.resolve(void pauses++);
  await leastEdits(new Array<string>(50_000).fill('a'), new Array<string>(20_000).fill('b'), pause);
  assert.equal(pauses, 3);
});
