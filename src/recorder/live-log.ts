import { randomBytes } from 'node:crypto';
import {
  formatLiveEvent,
  isTerminalType,
  type LiveEvent,
  type RunInfo,
  type RunStartedEvent,
  type RunStatus,
  unknownRun,
  withRunStarted,
} from '../trace/index.js';
import { FramePlaces } from './frame-places.js';

/** A run as the live server knows it. */
export interface LiveRun {
  readonly runId: string;
  /** Position among all runs of this epoch. */
  readonly order: number;
  info: RunInfo;
  status: RunStatus;
  eventCount: number;
  durationMs: number;
  /** Numbers of its first and last frame. */
  readonly firstFrame: number;
  lastFrame: number;
  /** Its file, where it was taken over from a folder and never came over the bus. */
  readonly path?: string;
}

/** One frame's place: which run's, and which event of it. */
export interface FramePlace {
  readonly run: LiveRun;
  readonly seq: number;
}

/** Called with each frame as it comes. */
export type FrameHandler = (frame: number, run: LiveRun, text: string) => void;

export interface LiveLogBounds {
  /** Newest frames kept in memory: how many, and how many characters at most. */
  ringFrames?: number;
  ringLength?: number;
  /** Stretches of frames of one run whose places are known, the newest (some 24 bytes each): older ones cannot be resumed from. */
  stretches?: number;
  /** Ended runs that are remembered. */
  endedRuns?: number;
}

const DEFAULT_BOUNDS: Required<LiveLogBounds> = {
  ringFrames: 20_000,
  ringLength: 32 << 20,
  stretches: 200_000,
  endedRuns: 200,
};

/**
 * Numbers the frames of a server, and keeps the newest of them. All that it holds is bounded; what it no longer holds is in the
 * files. A client's place is (epoch, frame); another epoch is another server.
 */
export class LiveLog {
  readonly epoch = randomBytes(5).toString('hex');
  /** Wall time. */
  readonly begunAtMs = Date.now();
  readonly #bounds: Required<LiveLogBounds>;
  readonly #runs = new Map<string, LiveRun>();
  readonly #runsByOrder = new Map<number, LiveRun>();
  readonly #handlers = new Set<FrameHandler>();
  readonly #places: FramePlaces;
  #ring: string[] = [];
  #ringStart = 1;
  #ringLength = 0;
  #nextOrder = 0;

  constructor(bounds: LiveLogBounds = {}) {
    this.#bounds = { ...DEFAULT_BOUNDS, ...bounds };
    this.#places = new FramePlaces(this.#bounds.stretches);
  }

  /** The number of the newest frame; 0 before the first. */
  get lastFrame(): number {
    return this.#places.last;
  }

  /** The oldest frame whose place is known. */
  get firstPlace(): number {
    return this.#places.first;
  }

  /** Runs of this epoch, oldest first. */
  get runs(): LiveRun[] {
    return [...this.#runs.values()];
  }

  run(runId: string): LiveRun | undefined {
    return this.#runs.get(runId);
  }

  /** Takes the next event of the bus. */
  take(record: LiveEvent): void {
    const { runId, seq, event } = record;
    const run = seq === 0 ? this.#begin(runId) : this.#runs.get(runId);
    // What a run had come to when it was joined is counted already.
    if (!run || seq < run.eventCount) return;
    if (event.type === 'run_started')
      run.info = withRunStarted(run.info, event as Parameters<typeof withRunStarted>[1]);
    if (isTerminalType(event.type)) run.status = event.type.slice('run_'.length) as RunStatus;
    run.eventCount = seq + 1;
    run.durationMs = event.time_ms;
    const frame = this.#place(run, seq);
    const text = this.frameText(frame, formatLiveEvent(record));
    this.#keep(text);
    for (const handler of this.#handlers) handler(frame, run, text);
    this.#forgetOld();
  }

  /** Takes a finished run over from its file. */
  adopt(info: RunInfo, status: RunStatus, eventCount: number, durationMs: number, path: string): LiveRun {
    const run = this.#begin(info.run_id, { info, status, durationMs, path });
    this.#placePast(run, eventCount);
    this.#forgetOld();
    return run;
  }

  /** Takes over a run that is going on: what it has come to is in its file, where there is one. */
  join(started: RunStartedEvent, eventCount: number): LiveRun {
    const run = this.#begin(started.run_id, { info: withRunStarted(unknownRun(), started) });
    this.#placePast(run, eventCount);
    return run;
  }

  /** Numbers for frames that are told to nobody: who wants them asks. */
  #placePast(run: LiveRun, eventCount: number): void {
    run.lastFrame = this.#places.add(run.order, 0, eventCount);
    run.eventCount = eventCount;
    // The ring holds only the newest frames without a gap, and these are not in it.
    this.#ring = [];
    this.#ringLength = 0;
    this.#ringStart = this.lastFrame + 1;
  }

  onFrame(handler: FrameHandler): () => void {
    this.#handlers.add(handler);
    return () => void this.#handlers.delete(handler);
  }

  /** Which event a frame carries; undefined when that is no longer known. */
  placeOf(frame: number): FramePlace | undefined {
    const place = this.#places.at(frame);
    const run = place && this.#runsByOrder.get(place.order);
    return run && { run, seq: place.seq };
  }

  /** A frame's text, while it is in memory. */
  textOf(frame: number): string | undefined {
    return this.#ring[frame - this.#ringStart];
  }

  /** A frame as it goes over the wire. */
  frameText(frame: number, data: string): string {
    return `id: ${this.epoch}-${frame}\ndata: ${data}\n\n`;
  }

  #begin(runId: string, known: Partial<LiveRun> = {}): LiveRun {
    const order = this.#nextOrder++;
    const firstFrame = this.lastFrame + 1;
    const start = { info: unknownRun(), status: 'running' as const, eventCount: 0, durationMs: 0 };
    const run: LiveRun = { runId, order, ...start, firstFrame, lastFrame: firstFrame, ...known };
    this.#runs.set(runId, run);
    this.#runsByOrder.set(order, run);
    return run;
  }

  #place(run: LiveRun, seq: number): number {
    run.lastFrame = this.#places.add(run.order, seq);
    return run.lastFrame;
  }

  #keep(text: string): void {
    this.#ring.push(text);
    this.#ringLength += text.length;
    const { ringFrames, ringLength } = this.#bounds;
    if (this.#ring.length <= ringFrames && this.#ringLength <= ringLength) return;
    // A quarter at a time, so that keeping a frame costs the same on average however many are kept.
    const dropped = this.#ring.splice(0, Math.max(1, Math.ceil(this.#ring.length / 4)));
    this.#ringStart += dropped.length;
    for (const old of dropped) this.#ringLength -= old.length;
  }

  #forgetOld(): void {
    const { endedRuns } = this.#bounds;
    const ended = this.#runs.size > endedRuns ? this.runs.filter(({ status }) => status !== 'running') : [];
    for (const run of ended.slice(0, Math.max(0, ended.length - endedRuns))) {
      this.#runs.delete(run.runId);
      this.#runsByOrder.delete(run.order);
    }
  }
}
