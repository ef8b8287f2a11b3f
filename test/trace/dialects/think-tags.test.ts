import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ThinkTags } from '../../../src/trace/dialects/think-tags.js';
import { cutAt } from '../helpers/read-text.js';

/** The text of each channel, and where each part came from. */
function part(...pieces: string[]) {
  const tags = new ThinkTags<number>();
  const parts = [...pieces.flatMap((piece, index) => tags.push(piece, index)), ...tags.finish()];
  const text = (channel: string) =>
    parts
      .filter((one) => one.channel === channel)
      .map((one) => one.text)
      .join('');
  return { reasoning: text('reasoning'), response: text('response'), parts };
}

const CASES: [text: string, reasoning: string, response: string][] = [
  ['<think>a\nb</think>c', '<think>a\nb</think>', 'c'],
  ['\n <think>a</think>', '\n <think>a</think>', ''],
  ['<think></think>\n\nc', '<think></think>', '\n\nc'],
  ['<think>never closed </thin', '<think>never closed </thin', ''],
  ['<think>a</think>b<think>c</think>', '<think>a</think>', 'b<think>c</think>'],
  ['<think>a<think>b</think>c</think>', '<think>a<think>b</think>', 'c</think>'],
  ['say <think>a</think>', '', 'say <think>a</think>'],
  ['<thinking>a</thinking>', '', '<thinking>a</thinking>'],
  ['<thin', '', '<thin'],
  ['<Think>a</Think>', '', '<Think>a</Think>'],
  [' \n\t', '', ' \n\t'],
  ['</think>a', '', '</think>a'],
  ['a < b', '', 'a < b'],
  ['<think>a</think</think>b', '<think>a</think</think>', 'b'],
];

for (const [text, reasoning, response] of CASES) {
  describe(`the text ${JSON.stringify(text)}`, () => {
    test('is parted into reasoning, tags included, and response', () => {
      const { parts, ...texts } = part(text);
      assert.deepEqual(texts, { reasoning, response });
      for (const one of parts) assert.notEqual(one.text, '');
    });

    test('is parted the same cut at every position, and at all', () => {
      for (let cut = 1; cut < text.length; cut++) {
        const { parts: _parts, ...texts } = part(text.slice(0, cut), text.slice(cut));
        assert.deepEqual(texts, { reasoning, response }, `cut at ${cut}`);
      }
      const { parts: _parts, ...texts } = part(...text);
      assert.deepEqual(texts, { reasoning, response });
    });
  });
}

describe('think tags', () => {
  test('part any text the same however it is cut', () => {
    const text = fc
      .array(fc.constantFrom('<think>', '</think>', '<', 'th', 'ink>', ' ', 'a', '\n', '/'), {
        maxLength: 12,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (all, cuts) => {
        const { parts: _whole, ...whole } = part(all);
        const { parts: _cut, ...cut } = part(...cutAt(all, cuts));
        assert.deepEqual(cut, whole);
        assert.equal(whole.reasoning + whole.response, all);
      }),
      { numRuns: 1000 },
    );
  });

  test('say of each part which chunk brought it', () => {
    assert.deepEqual(part('<th', 'ink>a', 'b</think>c', 'd').parts, [
      { text: '<th', channel: 'reasoning', origin: 0 },
      { text: 'ink>a', channel: 'reasoning', origin: 1 },
      { text: 'b</think>', channel: 'reasoning', origin: 2 },
      { text: 'c', channel: 'response', origin: 2 },
      { text: 'd', channel: 'response', origin: 3 },
    ]);
  });

  test('are not waited for through any number of blank chunks', () => {
    const tags = new ThinkTags<number>();
    let came = 0;
    for (let chunk = 0; chunk < 100_000; chunk++) came += tags.push('\n', chunk).length;
    assert.ok(came > 99_000);
    assert.equal(came + tags.finish().length, 100_000);
  });

  test('that come after something else are text', () => {
    const tags = new ThinkTags<undefined>();
    assert.deepEqual(tags.push('\n', undefined), []);
    assert.equal(tags.finish().length, 1);
    assert.equal(tags.push('<think>a', undefined)[0]!.channel, 'response');
  });
});
