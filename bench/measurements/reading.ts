import type { Figure } from '../figure.js';
import { interleaved } from '../interleaved.js';
import { downloadSlices, readReplay } from '../replay/read-replay.js';

const ROUNDS = 7;

/** Reading a replay into columns ÷ `JSON.parse` of the same text: what it costs over the least that any reader would do. */
export async function measureReading(replayPath: string): Promise<Figure[]> {
  const slices = [...downloadSlices(replayPath)];
  const text = slices.join('');
  const { leftMs, rightMs } = await interleaved(
    ROUNDS,
    () => readReplay(slices),
    () => JSON.parse(text) as unknown,
  );
  return [
    {
      what: 'read into columns ÷ JSON.parse of the same text',
      value: leftMs / rightMs,
      unit: '×',
      aim: { atMost: 2 },
    },
    { what: 'read into columns', value: leftMs, unit: 'ms' },
    { what: 'JSON.parse', value: rightMs, unit: 'ms' },
  ];
}
