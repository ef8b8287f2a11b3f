import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { formatLiveEvent, isTerminalType, type RunInfo, type TraceEvent } from '../../trace/index.js';
import { readReplayHeader } from '../replay-ends.js';
import { ReplayLines } from '../replay-lines.js';

const HEARTBEAT_MS = 15_000;
const RETRY_MS = 1000;
const STALL_MS = 30_000;
/** The shortest time between two looks at a file: many may follow one that is written to thousands of times a second. */
const LEAST_MS = 20;

/** What following a file takes. */
export interface FollowOptions {
  /** The client's `Last-Event-ID`. */
  readonly lastId?: string;
  /** Whether nobody writes to the file any more. */
  readonly isOver: () => Promise<boolean>;
  /** Calls back when the file may have grown. Returns what undoes it. */
  readonly onChange: (handler: () => void) => () => void;
  /** Milliseconds between two comments on a quiet connection. Default: 15,000. */
  readonly heartbeatMs?: number;
  /** How long a client may take nothing before it is cut, in milliseconds. Default: 30,000. */
  readonly stallMs?: number;
}

/**
 * Sends a replay file as the live stream that it was or still is: each event's line as a frame, as soon as the file has it, up to the
 * end of the run, or of its writing. A client that comes back with its last id goes on from there; one that has it all is told so
 * (204). Nothing is read ahead of what the client takes; one that takes nothing is cut, and comes back. Closes the file.
 */
export async function followReplay(
  response: ServerResponse,
  handle: FileHandle,
  options: FollowOptions,
): Promise<void> {
  const gone = new AbortController();
  const wake = new WakeUp();
  response.on('close', () => {
    gone.abort();
    wake.now();
  });
  const stopListening = options.onChange(() => wake.now());
  const heartbeat = setInterval(
    () => response.headersSent && response.write(': heartbeat\n\n'),
    options.heartbeatMs ?? HEARTBEAT_MS,
  );
  const lines = ReplayLines.of(handle);
  try {
    const info = await headerOf(handle, wake, options);
    if (info) await sendLines(response, lines, { info, wake, gone: gone.signal, ...options });
    if (!response.headersSent) response.writeHead(204);
    response.end();
  } catch {
    response.destroy();
  } finally {
    clearInterval(heartbeat);
    stopListening();
    await lines.close();
  }
}

/** The header comes a moment after the file. */
async function headerOf(
  handle: FileHandle,
  wake: WakeUp,
  { isOver }: FollowOptions,
): Promise<RunInfo | undefined> {
  for (;;) {
    const isLastLook = await isOver();
    const info = await readReplayHeader(handle);
    if (info || isLastLook) return info;
    await wake.next();
  }
}

interface Following extends FollowOptions {
  readonly info: RunInfo;
  readonly wake: WakeUp;
  readonly gone: AbortSignal;
}

async function sendLines(response: ServerResponse, lines: ReplayLines, following: Following): Promise<void> {
  const { info, wake, gone, isOver, lastId, stallMs = STALL_MS } = following;
  const epoch = epochOf(info.run_id, info.started_at);
  let seq = afterLast(lastId, epoch);
  while (!gone.aborted) {
    // Asked before the line: what was written until then is read, and nothing comes after.
    const isLastLook = await isOver();
    for (let event = eventOf(await lines.line(seq)); event; event = eventOf(await lines.line(seq))) {
      const data = formatLiveEvent({ runId: info.run_id, seq, event });
      await send(response, `id: ${epoch}-${seq}\ndata: ${data}\n\n`, gone, stallMs);
      if (isTerminalType(event.type) || gone.aborted) return;
      seq++;
    }
    if (isLastLook) return;
    open(response);
    await wake.next();
  }
}

/** What the ids of a run's frames begin with, so that an id of one run never resumes into another. */
export function epochOf(runId: string, startedAt: string): string {
  return createHash('sha256').update(`${runId}\n${startedAt}`).digest('hex').slice(0, 10);
}

/** The place after a frame that the client has; the first, when its id is of no frame of this run. */
function afterLast(lastId: string | undefined, epoch: string): number {
  const [, known, seq] = /^([0-9a-f]+)-(\d{1,15})$/.exec(lastId ?? '') ?? [];
  return known === epoch ? Number(seq) + 1 : 0;
}

/** Undefined also for a line that is no event: what follows it could not be told from it. */
function eventOf(line: string | undefined): TraceEvent | undefined {
  try {
    const event = line === undefined ? undefined : (JSON.parse(line) as TraceEvent);
    return typeof event?.type === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}

async function send(
  response: ServerResponse,
  frame: string,
  gone: AbortSignal,
  stallMs: number,
): Promise<void> {
  open(response);
  if (response.write(frame) || gone.aborted) return;
  const stall = setTimeout(() => response.destroy(), stallMs);
  await once(response, 'drain', { signal: gone }).catch(() => {});
  clearTimeout(stall);
}

/** The answer begins with the first thing to say: until then it may still turn out that there is nothing left. */
function open(response: ServerResponse): void {
  if (response.headersSent) return;
  // `no-transform`, `no`: proxies must not hold frames back.
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
  };
  response.writeHead(200, { ...headers, 'x-accel-buffering': 'no' });
  response.write(`retry: ${RETRY_MS}\n: trace-player live\n\n`);
}

/** Waits for something that may have happened while nobody waited. */
class WakeUp {
  #isDue = false;
  #wake?: () => void;

  now(): void {
    this.#isDue = true;
    this.#wake?.();
  }

  async next(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, LEAST_MS));
    if (!this.#isDue) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#isDue = false;
    this.#wake = undefined;
  }
}
