import { decodeSnapshot } from '../../src/trace/index.js';
import type { Figure } from '../figure.js';
import { hostileLinks } from '../links/hostile-links.js';
import { writeLengthsTable } from '../links/lengths-table.js';
import { type LinkLengths, measureLinkLengths } from '../links/link-lengths.js';
import { median } from '../statistics.js';

const ROUNDS = 5;
/** Shorter runs say more of the format's own words than of what it does to theirs. */
const FEWEST_TOKENS = 200;
const HOSTILE_AIM = { atMost: 100 };

/** How long links are, written into `docs/links.md` too; and how long hostile ones hold a reader up. */
export async function measureLinks(): Promise<Figure[]> {
  const lengths = await measureLinkLengths();
  writeLengthsTable(lengths);
  const figures = lengths.filter(({ tokens }) => tokens > FEWEST_TOKENS).flatMap(lengthFigures);
  for (const [what, link] of Object.entries(await hostileLinks())) {
    const { ms, isRefused } = await decodingCost(link);
    const outcome = isRefused ? 'refused' : 'read';
    figures.push({
      what: `${outcome}: ${what}, ${link.length} characters`,
      value: ms,
      unit: 'ms',
      aim: isRefused ? HOSTILE_AIM : undefined,
    });
  }
  return figures;
}

function lengthFigures({ name, link, plainLz, packedBrotli }: LinkLengths): Figure[] {
  const longest = name.startsWith('qwen3-8b') ? { atMost: 1600 } : undefined;
  const overLz = name.startsWith('deepseek-r1') ? 0.28 : 0.25;
  return [
    { what: `${name}: link`, value: link, unit: 'characters', aim: longest },
    { what: '  ÷ lz-string over the plain JSON', value: link / plainLz, unit: '×', aim: { atMost: overLz } },
    { what: '  ÷ brotli over the columns', value: link / packedBrotli, unit: '×', aim: { atMost: 1.25 } },
  ];
}

/** Processor time: what else the machine does is not in it. What is read is a run like others, only long for its link. */
async function decodingCost(link: string): Promise<{ ms: number; isRefused: boolean }> {
  const times: number[] = [];
  let isRefused = false;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    await decodeSnapshot(link).catch(() => (isRefused = true));
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return { ms: median(times), isRefused };
}
