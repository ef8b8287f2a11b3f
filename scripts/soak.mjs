/** `npm run test:soak`: kills 200 recorders at random moments, where `npm test` kills 20; sends 10,000 runs through links, not 1,500. */
import { ensureInstalled } from './install.mjs';
import { run } from './run.mjs';

const env = { TRACE_PLAYER_KILLS: '200', TRACE_PLAYER_ROUND_TRIPS: '10000', ...process.env };
const files = ['test/recorder/recovery/killed.test.ts', 'test/trace/snapshot/round-trip.test.ts'];
const test = ['--import', 'tsx', '--test', '--test-reporter=spec', ...files];

await ensureInstalled();
const { ok } = await run(process.execPath, test, { env });
process.exitCode = ok ? 0 : 1;
