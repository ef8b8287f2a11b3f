import { Player, traceSource } from '../../src/engine/index.js';
import { eventMetrics, type Trace } from '../../src/trace/index.js';
import type { Figure } from '../figure.js';
import { interleaved } from '../interleaved.js';
import { downloadSlices, readReplay } from '../replay/read-replay.js';
import { type Random, seededRandom } from '../replay/random.js';
import { percentile } from '../statistics.js';
import { stillScheduler } from '../still-scheduler.js';

const SEEKS = 5000;
const WARM_UP_SEEKS = 500;
const STEPS = 20_000;
const STEP_ROUNDS = 9;

/** Seeks and steps in the engine's player, each with what a view reads: the text at the playhead and the moment's figures. */
export async function measureSeek(replayPath: string): Promise<Figure[]> {
  const trace = await readReplay(downloadSlices(replayPath));
  const player = new Player({ scheduler: stillScheduler });
  const isLoaded = new Promise<void>((resolve) => {
    player.subscribe((type) => type === 'canplaythrough' && resolve());
  });
  player.load(traceSource(trace));
  await isLoaded;
  return [...seekFigures(player, trace), await stepFigure(player, trace)];
}

function seekFigures(player: Player, trace: Trace): Figure[] {
  const random = seededRandom(7);
  for (let count = 0; count < WARM_UP_SEEKS; count++) seekMs(player, trace, random);
  const times = Array.from({ length: SEEKS }, () => seekMs(player, trace, random));
  return [
    {
      what: 'seek to a random place, 95 of 100 within',
      value: percentile(times, 0.95),
      unit: 'ms',
      aim: { atMost: 0.5 },
    },
    { what: 'seek to a random place, half within', value: percentile(times, 0.5), unit: 'ms' },
  ];
}

function seekMs(player: Player, trace: Trace, random: Random): number {
  const timeMs = random() * trace.durationMs;
  const start = performance.now();
  player.seek(timeMs);
  readAsView(player, trace);
  return performance.now() - start;
}

async function stepFigure(player: Player, trace: Trace): Promise<Figure> {
  player.seek(trace.durationMs / 2);
  const { leftMs, rightMs } = await interleaved(
    STEP_ROUNDS,
    () => stepOften(player, trace, -1),
    () => stepOften(player, trace, 1),
  );
  return { what: 'step back ÷ step forward', value: leftMs / rightMs, unit: '×', aim: { about: 1 } };
}

function stepOften(player: Player, trace: Trace, by: 1 | -1): void {
  for (let count = 0; count < STEPS; count++) {
    player.step(by);
    readAsView(player, trace);
  }
}

/** Reads what is on screen at the playhead. Throws when that is nothing, so that no measured read can be left out. */
function readAsView(player: Player, trace: Trace): void {
  const { index, timeMs } = player;
  const block = trace.blocks[trace.blockIndexAt(index)];
  if (!block) return;
  const { text } = block;
  const length = block.textLengthAt(index);
  const piece = text.pieceIndexAt(length);
  const shown = text.pieceAt(piece).slice(0, length - text.pieceStart(piece));
  const { tokens } = eventMetrics(trace, index, timeMs);
  if (shown.length === 0 || Number.isNaN(tokens)) throw new Error(`Nothing to be shown at event ${index}.`);
}
