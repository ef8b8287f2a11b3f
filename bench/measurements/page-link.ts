import { Trace } from '../../src/trace/index.js';
import { encodeSnapshot } from '../../src/trace/snapshot/encode-snapshot.js';
import type { Figure } from '../figure.js';
import { onEmbedStage } from '../page/embed-stage.js';
import { longRun } from '../replay/long-run.js';
import { median } from '../statistics.js';

const ROUNDS = 7;
const LENGTHS = [2000, 8000, 32_000];
const MOST_MORE_MS = 100;

/** How much later than an empty page's a link's first frame comes. */
export async function measurePageLink(): Promise<Figure[]> {
  const hashes = await Promise.all(LENGTHS.map(hashOfLength));
  return onEmbedStage(async (frames) => {
    const addresses = ['empty.html', ...hashes.flatMap((hash) => [`embed.html${hash}`, emptyAt(hash)])];
    const times = addresses.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++)
      for (const [place, address] of addresses.entries()) times[place]!.push(await frames.measure(address));
    const [emptyMs, ...linkedMs] = times.map(median);
    return [
      { what: 'first frame of an empty page', value: emptyMs!, unit: 'ms' },
      ...hashes.flatMap(({ length }, place) =>
        figuresOf(length, linkedMs[2 * place]!, linkedMs[2 * place + 1]!, emptyMs!),
      ),
    ];
  });
}

/** An empty page with an address as long, and no run in it: the browser itself takes its time for that. */
function emptyAt(hash: string): string {
  return `empty.html${hash.replace('#trace=', '#other=')}`;
}

function figuresOf(length: number, linkMs: number, longMs: number, emptyMs: number): Figure[] {
  return [
    {
      what: `a link of ${length.toLocaleString('en')} characters, beyond that`,
      value: linkMs - emptyMs,
      unit: 'ms',
      aim: { atMost: MOST_MORE_MS },
    },
    { what: '  of that, an empty page at an address as long', value: longMs - emptyMs, unit: 'ms' },
  ];
}

/** The hash of a run of as many tokens as nearly fill that many characters. */
async function hashOfLength(length: number): Promise<string> {
  let hash = '';
  let [fits, tooMany] = [0, length];
  while (tooMany - fits > 4) {
    const tokens = Math.floor((fits + tooMany) / 2);
    const trace = new Trace();
    for (const event of longRun(tokens)) trace.append(event);
    const { payload } = await encodeSnapshot(trace);
    const tried = `#trace=${payload}`;
    if (tried.length > length) tooMany = tokens;
    else [fits, hash] = [tokens, tried];
  }
  return hash;
}
