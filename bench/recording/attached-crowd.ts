import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const crowdPath = fileURLToPath(new URL('crowd.ts', import.meta.url));

/** Many viewers that read a live stream in another process. */
export class AttachedCrowd {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves once all are connected. */
  static async attach(url: string, viewers: number): Promise<AttachedCrowd> {
    const child = fork(crowdPath, [url, String(viewers)]);
    await once(child, 'message');
    return new AttachedCrowd(child);
  }

  /** Resolves when they have got so many bytes of bodies, all together, since they are there; rejects when more came. */
  async hasGot(bytes: number): Promise<void> {
    this.#child.send(bytes);
    const [got] = (await once(this.#child, 'message')) as [number];
    if (got !== bytes) throw new Error(`The viewers have got ${got} bytes instead of ${bytes}.`);
  }

  /** Resolves when they have gone. */
  async detach(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}
