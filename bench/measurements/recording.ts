import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBus, EventBusReplayWriter, EventBusSSEServer } from '../../src/recorder/index.js';
import type { TraceEvent } from '../../src/trace/index.js';
import { collectGarbage } from '../collect-garbage.js';
import type { Figure } from '../figure.js';
import { AttachedViewer } from '../recording/attached-viewer.js';
import { longRun } from '../replay/long-run.js';
import { median } from '../statistics.js';

const EVENTS = 20_000;
const ROUNDS = 9;

/** The milliseconds of one round, for all its events. */
interface Round {
  /** Recorded, each event in a turn of the event loop of its own, as they come from a server. */
  readonly recordedMs: number;
  /** The same turns with nothing in them. */
  readonly emptyMs: number;
  /** Of `recordedMs`, what the program that emits waits for. */
  readonly emitMs: number;
  readonly stringifyMs: number;
}

/** What recording costs the program that receives a model's answer: a bus, a replay file, and a live stream with a viewer. */
export async function measureRecording(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-recording-'));
  const bus = new EventBus();
  const writer = new EventBusReplayWriter({ bus, outputDir: folder });
  const server = new EventBusSSEServer({ bus, port: 0, history: folder });
  writer.start();
  const { url } = await server.start();
  const viewer = await AttachedViewer.attach(url);
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    rounds.push(await measureRound(bus, `bench-${round}`));
    await viewer.hasGot((round + 1) * (EVENTS + 2));
  }
  await viewer.detach();
  await server.stop();
  await writer.stop();
  rmSync(folder, { recursive: true });
  // The first one warms up.
  return recordingFigures(rounds.slice(1));
}

function recordingFigures(rounds: readonly Round[]): Figure[] {
  const overheadMs = median(rounds.map(({ recordedMs, emptyMs }) => recordedMs - emptyMs));
  const emitMs = median(rounds.map((round) => round.emitMs));
  const stringifyMs = median(rounds.map((round) => round.stringifyMs));
  const microseconds = (ms: number) => (ms / EVENTS) * 1000;
  return [
    {
      what: 'recording an event, with one viewer ÷ JSON.stringify of it',
      value: overheadMs / stringifyMs,
      unit: '×',
    },
    { what: 'recording an event', value: microseconds(overheadMs), unit: 'µs' },
    { what: 'of that, what the program that emits it waits for', value: microseconds(emitMs), unit: 'µs' },
    { what: 'JSON.stringify of it', value: microseconds(stringifyMs), unit: 'µs' },
  ];
}

async function measureRound(bus: EventBus, runId: string): Promise<Round> {
  const events = tokenEvents();
  let emitMs = 0;
  bus.emit(runId, { ...runStart, run_id: runId });
  const recordedMs = await inTurns(events, (event) => {
    const start = performance.now();
    bus.emit(runId, event);
    emitMs += performance.now() - start;
  });
  const endMs = events.at(-1)!.time_ms;
  bus.emit(runId, { type: 'run_completed', time_ms: endMs, duration_ms: endMs });
  const emptyMs = await inTurns(events, () => {});
  return { recordedMs, emptyMs, emitMs, stringifyMs: stringifyAll(events) };
}

async function inTurns(events: readonly TraceEvent[], act: (event: TraceEvent) => void): Promise<number> {
  collectGarbage();
  const start = performance.now();
  for (const event of events) {
    act(event);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return performance.now() - start;
}

function stringifyAll(events: readonly TraceEvent[]): number {
  collectGarbage();
  const start = performance.now();
  let length = 0;
  for (const event of events) length += JSON.stringify(event).length;
  if (length === 0) throw new Error('Nothing was made into JSON.');
  return performance.now() - start;
}

const runStart = {
  type: 'run_started',
  time_ms: 0,
  model: 'bench',
  provider: 'bench',
  started_at: '2024-01-01T00:00:00.000Z',
  timing: 'recorded',
} as const;

function tokenEvents(): TraceEvent[] {
  return [...longRun(EVENTS)].filter(({ type }) => type === 'token');
}
