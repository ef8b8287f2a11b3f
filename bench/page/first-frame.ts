import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';

/**
 * By then, a new browser is at rest. It loads over a hundred scripts of its own for a new window, in other processes but on the same
 * processor.
 */
const BROWSER_AT_REST_MS = 2500;

const NO_FRAME_MS = 30_000;

/** Opens pages in a browser that nothing watches: a debugger's protocol costs a page with a long address 30 ms for each of its files. */
export class FirstFrames {
  readonly #server: Worker;
  #origin = '';

  /** `folder` has the page that plays links, and is given what measures it, and `empty.html`, with nothing on it. */
  constructor(folder: string) {
    this.#server = new Worker(new URL('first-frame-server.mjs', import.meta.url), {
      workerData: { folder, restMs: BROWSER_AT_REST_MS },
    });
  }

  async start(): Promise<void> {
    [this.#origin] = (await once(this.#server, 'message')) as [string];
  }

  /** Milliseconds from asking for an address to the first frame that shows what it is to show, in a new browser. */
  async measure(address: string): Promise<number> {
    const profile = mkdtempSync(join(tmpdir(), 'trace-player-bench-profile-'));
    this.#server.postMessage(`${this.#origin}/${address}`);
    const told = once(this.#server, 'message', { signal: AbortSignal.timeout(NO_FRAME_MS) });
    const start = `${this.#origin.replace('127.0.0.1', 'localhost')}/start.html`;
    const args = ['--headless', ...chromiumArgs(), '--no-first-run', '--window-size=800,480'];
    const browser = spawn(await ensureChromium(), [...args, `--user-data-dir=${profile}`, start], {
      stdio: 'ignore',
      detached: true,
    });
    try {
      const [ms] = (await told) as [number];
      return ms;
    } finally {
      // The whole group: some programs are scripts that start the browser.
      process.kill(-browser.pid!, 'SIGKILL');
      await once(browser, 'exit');
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  async stop(): Promise<void> {
    await this.#server.terminate();
  }
}
