/** `npm run test:soak`: kills 200 recorders at random moments, where `npm test` kills 20. */
import { ensureInstalled } from './install.mjs';
import { run } from './run.mjs';

const env = { TRACE_PLAYER_KILLS: '200', ...process.env };
const test = ['--import', 'tsx', '--test', '--test-reporter=spec', 'test/recorder/recovery/killed.test.ts'];

await ensureInstalled();
const { ok } = await run(process.execPath, test, { env });
process.exitCode = ok ? 0 : 1;
