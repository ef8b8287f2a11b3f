import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Figure } from '../figure.js';
import { loadReplay, openPlayerPage } from '../page/player-page.js';
import { onStage } from '../page/stage.js';
import { writeLongReplay } from '../replay/write-long-replay.js';

const TOKEN_COUNT = 500;

/** What a page with one player fetches up to 500 ms after `canplaythrough`, but for the page and the replay, each file gzipped. */
export async function measureSize(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-size-'));
  const path = join(folder, 'short.json');
  writeLongReplay(path, TOKEN_COUNT);
  const sizes = await onStage({ 'short.json': path }, async ({ browser, origin }) => {
    const fetched: Promise<[name: string, bytes: number]>[] = [];
    const page = await openPlayerPage(browser, origin, (response) => {
      const { pathname } = new URL(response.url());
      if (!pathname.startsWith('/player/')) return;
      fetched.push(
        response
          .body()
          .then((body) => [pathname.slice('/player/'.length), gzipSync(body, { level: 9 }).length]),
      );
    });
    // It is at rest 500 ms after the event.
    await loadReplay(page, `${origin}/replays/short.json`);
    return Promise.all(fetched);
  });
  rmSync(folder, { recursive: true });
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  return [
    {
      what: 'first load of a page with one player, gzipped',
      value: total / 1000,
      unit: 'kB',
      aim: { atMost: 30 },
    },
    ...sizes.map(([name, bytes]) => ({ what: `of that, ${name}`, value: bytes / 1000, unit: 'kB' })),
  ];
}
