import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { formatLiveEvent } from '../trace/index.js';
import type { LiveLog, LiveRun } from './live-log.js';
import { findReplay, ReplayLines } from './replay-lines.js';

/** What a viewer is sent. */
export interface ViewerPlan {
  /** Frames up to this one it has, or does not want. */
  readonly afterFrame: number;
  readonly wants: (run: LiveRun) => boolean;
  /** The only run that is sent: the stream ends with it. */
  readonly runId?: string;
}

export interface ViewerOptions {
  readonly log: LiveLog;
  readonly history?: string;
  /** Bytes that may wait for a slow client. */
  readonly maxWaiting: number;
  /** How long a slow client may take nothing before it is cut, in milliseconds. */
  readonly stallMs: number;
}

/** How often a line is looked for that its writer must be about to write. */
const LINE_TRIES = 100;

/**
 * One client of the live stream. First it catches up, frame by frame in the server's order, from memory or from the files, at the
 * client's pace; once it has the newest frame it is sent each new one as it comes. When too much waits for it, it goes back to
 * catching up. A client that takes nothing for a while is cut, and comes back with its last id. Nobody else ever waits for it.
 */
export class LiveViewer {
  readonly #response: ServerResponse;
  readonly #plan: ViewerPlan;
  readonly #options: ViewerOptions;
  readonly #files = new Map<LiveRun, ReplayLines | undefined>();
  readonly #lost = new Set<LiveRun>();
  readonly #unsubscribe: () => void;
  #cursor: number;
  #isLive = false;
  #catchingUp: Promise<void>;

  constructor(response: ServerResponse, plan: ViewerPlan, options: ViewerOptions) {
    this.#response = response;
    this.#plan = plan;
    this.#options = options;
    this.#cursor = plan.afterFrame;
    this.#unsubscribe = options.log.onFrame((frame, run, text) => this.#push(frame, run, text));
    response.on('close', () => this.#unsubscribe());
    this.#catchingUp = this.#catchUp();
  }

  /** Resolves when the viewer has caught up, or has gone. */
  get caughtUp(): Promise<void> {
    return this.#catchingUp;
  }

  /** A comment, which keeps proxies from closing a quiet connection. */
  beat(): void {
    if (this.#isLive) this.#send(': heartbeat\n\n');
  }

  /** Ends the stream after what has been sent. */
  end(): void {
    this.#unsubscribe();
    this.#response.end();
  }

  /** Ends the connection at once. */
  cut(): void {
    this.#unsubscribe();
    this.#response.destroy();
  }

  #push(frame: number, run: LiveRun, text: string): void {
    if (!this.#isLive) return;
    this.#cursor = frame;
    if (this.#plan.wants(run)) this.#sendFrame(run, frame, text);
    if (this.#response.writableLength <= this.#options.maxWaiting) return;
    this.#isLive = false;
    this.#catchingUp = this.#catchUp();
  }

  #sendFrame(run: LiveRun, frame: number, text: string): void {
    this.#send(text);
    const isLast = run.status !== 'running' && frame === run.lastFrame;
    if (isLast && run.runId === this.#plan.runId) this.end();
  }

  #send(text: string): void {
    const { writableEnded, destroyed } = this.#response;
    if (writableEnded || destroyed) return;
    this.#response.write(text);
  }

  get #isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  async #catchUp(): Promise<void> {
    try {
      await this.#sendPast();
    } catch {
      this.cut();
    } finally {
      await this.#closeFiles();
    }
  }

  async #sendPast(): Promise<void> {
    const { log } = this.#options;
    if (this.#response.writableNeedDrain) await this.#drained();
    while (this.#isOpen && this.#cursor < log.lastFrame) {
      const frame = ++this.#cursor;
      const place = log.placeOf(frame);
      if (!place || !this.#plan.wants(place.run)) continue;
      // From memory without waiting: the newest frames are always there, so that this loop reaches the live edge.
      const text = log.textOf(frame) ?? (await this.#fromFile(place.run, place.seq, frame));
      if (text === undefined) this.#tellLost(place.run);
      else this.#sendFrame(place.run, frame, text);
      if (this.#response.writableNeedDrain) await this.#drained();
    }
    // In the same turn in which the newest frame was found sent: nothing can come in between.
    this.#isLive = true;
  }

  async #fromFile(run: LiveRun, seq: number, frame: number): Promise<string | undefined> {
    const { log } = this.#options;
    if (!this.#files.has(run)) this.#files.set(run, await this.#openFile(run));
    const file = this.#files.get(run);
    for (let attempt = 0; file && attempt < LINE_TRIES; attempt++) {
      const line = await file.line(seq);
      if (line !== undefined) return log.frameText(frame, liveData(line, run.runId, seq));
      if (run.status !== 'running' && attempt > 0) return undefined;
      // The writer is at most one turn behind.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return undefined;
  }

  async #openFile(run: LiveRun): Promise<ReplayLines | undefined> {
    const { history } = this.#options;
    // Twice: the file may be given its final name between the finding and the opening.
    for (let attempt = 0; attempt < 2; attempt++) {
      const path = run.path ?? (history && (await findReplay(history, run.info)));
      const file = path ? await ReplayLines.open(path).catch(() => undefined) : undefined;
      if (file) return file;
    }
    return undefined;
  }

  #tellLost(run: LiveRun): void {
    if (this.#lost.has(run)) return;
    this.#lost.add(run);
    this.#send(`: the first events of run ${JSON.stringify(run.runId)} are no longer held\n\n`);
  }

  async #drained(): Promise<void> {
    const { stallMs } = this.#options;
    const gone = new AbortController();
    const timer = setTimeout(() => this.cut(), stallMs);
    const close = () => gone.abort();
    this.#response.once('close', close);
    try {
      await once(this.#response, 'drain', { signal: gone.signal });
    } finally {
      clearTimeout(timer);
      this.#response.off('close', close);
    }
  }

  async #closeFiles(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.all(files.map((file) => file?.close().catch(() => {})));
  }
}

/** An event's line as a frame's data. Not parsed, but for the event that has a `run_id` of its own. */
function liveData(line: string, runId: string, seq: number): string {
  if (!line.includes('"run_started"'))
    return `${line.slice(0, -1)},"run_id":${JSON.stringify(runId)},"seq":${seq}}`;
  return formatLiveEvent({ runId, seq, event: JSON.parse(line) });
}
