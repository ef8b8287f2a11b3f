import { Trace } from '../../src/trace/index.js';
import { encodeSnapshot } from '../../src/trace/snapshot/encode-snapshot.js';
import type { Figure } from '../figure.js';
import { onEmbedStage } from '../page/embed-stage.js';
import { firstFrame, type FirstFrame } from '../page/first-frame.js';
import { longRun } from '../replay/long-run.js';
import { median } from '../statistics.js';

const ROUNDS = 9;
const LENGTHS = [2000, 8000, 32_000];
const MOST_MORE_MS = 100;

/** How much later than an empty page's a link's first frame comes. */
export async function measurePageLink(): Promise<Figure[]> {
  const hashes = await Promise.all(LENGTHS.map(hashOfLength));
  return onEmbedStage(async ({ browser, embed, empty }) => {
    const addresses = [empty, ...hashes.map((hash) => embed + hash)];
    const frames = addresses.map(() => [] as FirstFrame[]);
    for (const address of addresses) await firstFrame(browser, address);
    for (let round = 0; round < ROUNDS; round++)
      for (const [place, address] of addresses.entries())
        frames[place]!.push(await firstFrame(browser, address));
    const [bare, ...linked] = frames.map(medians);
    return [
      { what: 'first frame of an empty page', value: bare!.clockMs, unit: 'ms' },
      ...linked.flatMap((link, place) => figuresOf(hashes[place]!.length, link, bare!)),
    ];
  });
}

function medians(frames: readonly FirstFrame[]): FirstFrame {
  return {
    clockMs: median(frames.map(({ clockMs }) => clockMs)),
    processorMs: median(frames.map(({ processorMs }) => processorMs)),
  };
}

function figuresOf(length: number, link: FirstFrame, bare: FirstFrame): Figure[] {
  const what = `a link of ${length.toLocaleString('en')} characters, beyond that`;
  return [
    { what, value: link.clockMs - bare.clockMs, unit: 'ms', aim: { atMost: MOST_MORE_MS } },
    {
      what: '  of that, work of its main thread',
      value: link.processorMs - bare.processorMs,
      unit: 'ms',
    },
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
