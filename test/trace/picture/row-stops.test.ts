import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChunkWalk, thinnedStops } from '../../../src/trace/picture/row-stops.js';
import { scrollTimes } from '../../../src/trace/picture/scroll-times.js';
import { transcriptRows } from '../../../src/trace/picture/transcript-rows.js';
import { wrappedRows } from '../../../src/trace/picture/wrapped-rows.js';
import { buildTrace, smallRun } from '../../helpers/trace-builder.js';

test('each chunk uncovers its cells at its time, across rows', () => {
  const trace = buildTrace().say(['one ', 'tw', 'o three']).trace();
  const walk = new ChunkWalk(trace, trace.blocks[0]!, 0);
  const stops = [...wrappedRows('one two three', 7)].map((row) => walk.stopsOf(row));
  assert.deepEqual(stops, [
    [
      { timeMs: 100, columns: 4 },
      { timeMs: 200, columns: 6 },
      { timeMs: 300, columns: 7 },
    ],
    [{ timeMs: 300, columns: 5 }],
  ]);
});

test('a character that came in two halves is there with the second', () => {
  const trace = buildTrace().say(['a\ud83d', '\ude42b']).trace();
  const [row] = [...wrappedRows('a🙂b', 9)];
  assert.deepEqual(new ChunkWalk(trace, trace.blocks[0]!, 0).stopsOf(row!), [
    { timeMs: 100, columns: 1 },
    { timeMs: 200, columns: 4 },
  ]);
});

test('too many stops are thinned, and none is earlier than what it shows', () => {
  const stops = Array.from({ length: 1000 }, (_, at) => ({ timeMs: at * 5, columns: at + 1 }));
  const [thinned] = thinnedStops([stops], 100);
  assert.ok(thinned!.length <= 100 && thinned!.length > 40, `${thinned!.length} stops`);
  assert.deepEqual(thinned!.at(-1), stops.at(-1));
  for (const { timeMs, columns } of thinned!) assert.equal(timeMs, (columns - 1) * 5);
});

test('each row keeps a stop however few there may be', () => {
  const rows = Array.from({ length: 30 }, () => [
    { timeMs: 1, columns: 1 },
    { timeMs: 1e8, columns: 2 },
  ]);
  assert.ok(thinnedStops(rows, 10).every((stops) => stops.at(-1)!.columns === 2));
});

test('the text moves up when a row begins below the view', () => {
  const { rows } = transcriptRows(buildTrace().say(['1\n2\n', '3\n4\n', '5']).trace());
  assert.deepEqual(scrollTimes(rows, 3), [200, 200, 300]);
  assert.deepEqual(scrollTimes(rows, 18), []);
});

test('a transcript has a heading for each block, blank rows between them, and no tags', () => {
  const trace = smallRun().say(['\n\n</think>']).trace();
  const { rows, isCut } = transcriptRows(trace);
  const texts = rows.map(({ markup }) => markup.replaceAll(/<[^>]*>/g, ''));
  assert.deepEqual(texts.slice(0, 12), [
    'Prompt',
    'Describe a cat.',
    '',
    'Reasoning',
    'A cat is an animal.',
    '',
    'Tool call: look_up',
    '{&quot;of&quot;:&quot;cat&quot;}',
    '',
    'Tool result',
    'Felis catus',
    '',
  ]);
  assert.equal(isCut, false);
});

test('the tags of reasoning are not shown, whichever way they came', () => {
  const trace = buildTrace().reason(['\n<thi', 'nk>\n\n  so', ' what\n</think>\n\n']).trace();
  const { rows } = transcriptRows(trace);
  assert.deepEqual(
    rows.map(({ markup, stops }) => [markup.replaceAll(/<[^>]*>/g, ''), stops.at(-1)!.timeMs]),
    [
      ['Reasoning', 100],
      ['so what', 300],
    ],
  );
});

test('the name of a tool is shown once it was told', () => {
  const [head] = transcriptRows(buildTrace().tool('look_up', ['{', '}'], 'x').trace()).rows;
  assert.deepEqual(
    head!.stops.map(({ timeMs }) => timeMs),
    [100, 200],
  );
});
