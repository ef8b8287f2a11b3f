import { createInterface } from 'node:readline';
import { replayAddress, servePages, startDemoModel, startRecording } from './demo-run.mjs';

/** Shows the demo to a person, until Ctrl-C. */
export async function showDemo() {
  const pages = await servePages();
  const modelUrl = await startDemoModel();
  await recordAndTell(modelUrl, pages.url);
  console.log(`\n  Compare runs:    ${pages.url}/demo/compare.html`);
  console.log(`  Open a file:     ${pages.url}/demo/open.html`);
  if (!process.stdin.isTTY) return console.log('\nCtrl-C stops all.');
  console.log('\nEnter records another run. Ctrl-C stops all.');
  for await (const _line of createInterface({ input: process.stdin })) {
    await recordAndTell(modelUrl, pages.url);
  }
}

/**
 * @param {string} modelUrl
 * @param {string} pagesUrl
 */
async function recordAndTell(modelUrl, pagesUrl) {
  const { liveUrl, recorded } = await startRecording(modelUrl);
  console.log(`\n  Watch it live:   ${pagesUrl}/demo/live.html?src=${liveUrl}`);
  console.log(
    `  Race it live:    ${pagesUrl}/demo/compare.html?left=./runs/demo-model.json&right=${liveUrl}&autoplay\n`,
  );
  const { file } = await recorded;
  console.log(`\n  The recorded run: ${pagesUrl}/demo/?src=${replayAddress(file)}`);
}
