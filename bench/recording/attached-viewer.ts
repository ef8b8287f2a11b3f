import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const viewerPath = fileURLToPath(new URL('viewer.ts', import.meta.url));
const POLL_MS = 20;
const PATIENCE_MS = 10_000;

/** A viewer that reads a live stream in another process, so that only what it costs the recorder is measured. */
export class AttachedViewer {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves once it is connected. */
  static async attach(url: string): Promise<AttachedViewer> {
    const child = fork(viewerPath, [url]);
    await once(child, 'message');
    return new AttachedViewer(child);
  }

  /** Resolves when it has got that many frames; rejects when it does not, as then not all of the work was done. */
  async hasGot(frames: number): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let got = -1; got !== frames;) {
      if (performance.now() > deadline) throw new Error(`The viewer has got ${got} frames of ${frames}.`);
      await delay(POLL_MS);
      this.#child.send('count');
      [got] = (await once(this.#child, 'message')) as [number];
    }
  }

  /** Resolves when it has gone. */
  async detach(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}
