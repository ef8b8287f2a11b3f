/**
 * `npm run test:sites`: sites of documentation, made with the registry's packages and this project's as it would be published, opened
 * in Chromium. It needs the registry, and is no part of `npm test`.
 */
import { ensureBuilt } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { run } from './run.mjs';
import { testFiles } from './test-files.mjs';

await ensureInstalled();
process.env.CHROME_PATH = await ensureChromium();
await ensureBuilt();
// One after the other: each builds a site.
const options = ['--import', 'tsx', '--test', '--test-reporter=spec', '--test-concurrency=1'];
const { ok } = await run(process.execPath, [...options, ...testFiles(['sites'])]);
process.exitCode = ok ? 0 : 1;
