import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';
import { EventBus, EventBusSSEServer, recordCompletion } from '../../src/recorder/index.js';
import { ollamaChatBody, startModelServer, type RunningServer } from './model-server.js';
import { openPage } from './player-in-page.js';
import { replayText } from './sample-replay.js';
import { openWorkplace, type Workplace } from './workplace.js';

const WORDS = Array.from({ length: 100 }, (_, index) => `word${index}`).join(' ');
const GAP_MS = 40;

describe('a live run raced against a recorded one in a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-race-'));
  const bus = new EventBus();
  let workplace: Workplace;
  let model: RunningServer;
  let live: EventBusSSEServer;
  let site: StaticServer;

  before(async () => {
    workplace = await openWorkplace();
    model = await startModelServer(ollamaChatBody(WORDS, GAP_MS));
    live = new EventBusSSEServer({ bus, port: 0 });
    const { port } = await live.start();
    site = await serveStatic({ folders: { '/': folder, '/cdn/': join(root, 'dist', 'cdn') } });
    writeFileSync(join(folder, 'run.json'), replayText({ words: 300, gapMs: 20 }));
    writeFileSync(
      join(folder, 'index.html'),
      `<!doctype html><meta charset="utf-8"><title>Race</title>
       <script type="module" src="/cdn/trace-player.js"></script>
       <trace-diff left="http://127.0.0.1:${port}/events" right="/run.json"></trace-diff>`,
    );
  });
  after(async () => {
    await Promise.all([workplace?.close(), model?.close(), live?.stop(), site?.close()]);
    rmSync(folder, { recursive: true });
  });

  it('plays both from their prompts on, the recorded one no further than the live one is, to both ends', async () => {
    const run = recordCompletion({
      bus,
      baseUrl: model.url,
      provider: 'ollama',
      model: 'tiny',
      messages: [{ role: 'user', content: 'Count' }],
      memory: false,
    });
    const { page, problems } = await openPage(workplace.browser, `${site.url}/index.html`, 'trace-diff');
    await page.waitForFunction(() => document.querySelector('trace-diff')!.duration === Infinity);
    await page.waitForFunction(() => document.querySelector('trace-diff')!.currentTime > 0.5);
    const { apartMs, frameMs } = await distancesApart(page, 40);
    for (const [at, distanceMs] of apartMs.entries())
      assert.ok(distanceMs <= Math.max(1000 / 60, frameMs[at]!), `${distanceMs} ms apart`);

    await run;
    await page.waitForFunction(() => Number.isFinite(document.querySelector('trace-diff')!.duration));
    await page.evaluate(() => (document.querySelector('trace-diff')!.playbackRate = 4));
    await page.waitForFunction(() => document.querySelector('trace-diff')!.ended);
    await page.waitForFunction(() =>
      document.querySelector('trace-diff')!.shadowRoot!.querySelector('[part~=clause]'),
    );
    assert.deepEqual(problems, []);
  });
});

/** How far apart both playheads are, each since its prompt, at so many frames, and how long those took. */
function distancesApart(page: Page, frames: number): Promise<{ apartMs: number[]; frameMs: number[] }> {
  return page.evaluate(async (count) => {
    const players = document.querySelector('trace-diff')!.shadowRoot!.querySelectorAll('trace-player');
    const found = { apartMs: [] as number[], frameMs: [] as number[] };
    let beforeMs = NaN;
    for (let frame = -1; frame < count; frame++) {
      // As it is painted: after the players, who asked for the frame before.
      await new Promise(requestAnimationFrame);
      const frameMs = performance.now() - beforeMs;
      beforeMs = performance.now();
      // How long a frame took, the one before it tells.
      if (frame < 0) continue;
      found.frameMs.push(frameMs);
      // Nothing named in here: what names functions while tests are run is not in the page.
      const [live, recorded] = [...players].map(
        (player) => player.currentTime * 1000 - player.trace!.completions[0]!.promptSentMs!,
      );
      found.apartMs.push(Math.abs(live! - recorded!));
    }
    return found;
  }, frames);
}
