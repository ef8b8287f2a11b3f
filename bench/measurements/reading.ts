import type { Figure } from '../figure.js';
import { interleaved } from '../interleaved.js';
import { downloadSlices, readReplay } from '../replay/read-replay.js';

const ROUNDS = 7;
const AIM = { atMost: 2 };

/** Reading a replay into columns ÷ `JSON.parse` of the same text: what it costs over the least that any reader would do. */
export async function measureReading(replayPath: string): Promise<Figure[]> {
  const slices = [...downloadSlices(replayPath)];
  const lines = await readAgainstParse(slices);
  // As in code or in languages that seldom break lines: the text itself is then one long line.
  const oneLine = await readAgainstParse(slices.map((slice) => slice.replaceAll('\\n', '  ')));
  return [
    {
      what: 'read into columns ÷ JSON.parse of the same text',
      value: lines.readMs / lines.parseMs,
      unit: '×',
      aim: AIM,
    },
    { what: 'read into columns', value: lines.readMs, unit: 'ms' },
    { what: 'JSON.parse', value: lines.parseMs, unit: 'ms' },
    {
      what: 'the same ratio, the text without line breaks',
      value: oneLine.readMs / oneLine.parseMs,
      unit: '×',
      aim: AIM,
    },
  ];
}

async function readAgainstParse(slices: readonly string[]): Promise<{ readMs: number; parseMs: number }> {
  const text = slices.join('');
  const { leftMs, rightMs } = await interleaved(
    ROUNDS,
    () => readReplay(slices),
    () => JSON.parse(text) as unknown,
  );
  return { readMs: leftMs, parseMs: rightMs };
}
