import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { root } from '../../scripts/run.mjs';
import { encodeSnapshot, mainResponse, pictureSvg, Trace, type TraceEvent } from '../../src/trace/index.js';
import { goToEnd, shownText, waitUntilLoaded } from '../e2e/player-in-page.js';
import type { ShownRun } from './build-site.js';

const replay = readFileSync(join(root, 'demo', 'public', 'runs', 'demo-tiny.json'), 'utf8');

const trace = new Trace();
for (const event of (JSON.parse(replay) as { events: TraceEvent[] }).events) trace.append(event);

/** The run that all pages show. */
export async function shownRun(): Promise<ShownRun> {
  const { payload } = await encodeSnapshot(trace);
  return { replay, payload, picture: pictureSvg(trace) };
}

/** A page of a site, and what went wrong on it. */
export interface SitePage {
  readonly page: Page;
  readonly problems: string[];
}

/** Opens a page. */
export async function openSitePage(browser: Browser, address: string): Promise<SitePage> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('response', (answer) => {
    if (answer.status() >= 400) problems.push(`${answer.status()} ${answer.url()}`);
  });
  await page.goto(address);
  return { page, problems };
}

/** Plays the run to its end, and looks for its answer. */
export async function playsTheRun(player: Locator): Promise<void> {
  await player.waitFor({ state: 'attached' });
  await waitUntilLoaded(player);
  await goToEnd(player);
  assert.ok((await shownText(player, 'response')).includes(mainResponse(trace)));
}
