import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { stopAll } from './child-programs.mjs';
import { chromiumArgs, ensureChromium } from './chromium.mjs';
import { replayAddress, servePages, startDemoModel, startRecording, waitForLive } from './demo-run.mjs';
import {
  eventsPassed,
  openPlayer,
  playToEnd,
  shownResponse,
  waitUntilLoaded,
  waitUntilPassed,
} from './player-page.mjs';

const playbackRate = 4;
/** How far the playing time may be off: timers and a busy machine, not a wrong pace. */
const paceSlackMs = 1500;
const patienceMs = 20_000;

/** Records a run, watches it live, plays its file, and throws if a page did not show what was recorded. */
export async function checkPlayback() {
  const executablePath = await ensureChromium();
  const pages = await servePages();
  const browser = await chromium.launch({ executablePath, args: chromiumArgs() });
  try {
    const { liveUrl, recorded } = await startRecording(await startDemoModel());
    await waitForLive(liveUrl);
    const live = await openPlayer(browser, `${pages.url}/demo/live.html?src=${encodeURIComponent(liveUrl)}`);
    let isOver = false;
    recorded.finally(() => (isOver = true)).catch(() => {});
    await waitUntilPassed(live, 1);
    verify(!isOver, 'the live page plays while the run goes on');
    const { file } = await recorded;
    const replay = JSON.parse(await readFile(file, 'utf8'));
    verify(replay.status === 'completed', `recorded ${replay.event_count} events to ${file}`);
    await checkLive(live, replay);
    await checkFile(await openPlayer(browser, `${pages.url}/demo/?src=${replayAddress(file)}`), replay);
  } finally {
    await Promise.all([browser.close(), stopAll(), pages.close()]);
  }
  console.log('The pages played the run as it was recorded.');
}

/**
 * @typedef {{ event_count: number, duration_ms: number, artifacts: { response: string } }} Replay
 * @typedef {import('./player-page.mjs').PlayerPage} PlayerPage
 */

/**
 * @param {PlayerPage} player
 * @param {Replay} replay
 */
async function checkLive(player, replay) {
  await waitUntilPassed(player, replay.event_count);
  verify(
    (await eventsPassed(player)) === replay.event_count,
    `the live page saw all ${replay.event_count} events`,
  );
  verify(await shows(player, replay), 'the live page shows exactly the response');
}

/**
 * @param {PlayerPage} player
 * @param {Replay} replay
 */
async function checkFile(player, replay) {
  await waitUntilLoaded(player);
  const expectedMs = replay.duration_ms / playbackRate;
  const playedMs = await playToEnd(player, playbackRate, expectedMs + patienceMs);
  verify(
    Math.abs(playedMs - expectedMs) < paceSlackMs,
    `the page played ${seconds(replay.duration_ms)} at ${playbackRate}× in ${seconds(playedMs)}`,
  );
  verify(
    (await eventsPassed(player)) === replay.event_count,
    `the playhead passed all ${replay.event_count} events`,
  );
  verify(await shows(player, replay), 'the page shows exactly the recorded response');
}

/**
 * @param {PlayerPage} player
 * @param {Replay} replay
 */
async function shows(player, { artifacts: { response } }) {
  return response.length > 0 && (await shownResponse(player)) === response;
}

/**
 * @param {boolean} holds
 * @param {string} claim
 */
function verify(holds, claim) {
  if (!holds) throw new Error(`✗ Not true: ${claim}`);
  console.log(`✓ ${claim}`);
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
