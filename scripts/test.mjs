/**
 * `npm test`: all checks, from a fresh clone on. `node scripts/test.mjs node browser` runs only the steps named.
 *
 * A failing step does not stop the others: one run shows all that is wrong. The last line adds up the tests.
 */
import { build, ensureBuilt } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { addCounts, countTests, formatCounts } from './counts.mjs';
import { ensureInstalled } from './install.mjs';
import { root, run, runTool } from './run.mjs';
import { testFiles } from './test-files.mjs';

const fileTimeoutMs = 4 * 60_000;

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {import('./counts.mjs').Runner} [runner] whose closing lines tell the number of tests
 * @property {() => Promise<import('./run.mjs').Outcome>} run
 */

/** @type {Record<string, Step>} */
const steps = {
  build: { title: 'Build', run: () => outcomeOf(build()) },
  types: { title: 'Types', run: () => runTool('@typescript/native', 'tsc', ['-b']) },
  lint: {
    title: 'Lint and format',
    run: () =>
      together(
        runTool('eslint', 'eslint', ['.', '--max-warnings=0']),
        runTool('prettier', 'prettier', ['--check', '.']),
      ),
  },
  node: {
    title: 'Tests in Node',
    runner: 'node',
    run: () => runNodeTests(['trace', 'engine', 'recorder', 'architecture'], ['--test-concurrency=2']),
  },
  e2e: { title: 'Tests end to end', runner: 'node', run: () => runNodeTests(['e2e']) },
  browser: {
    title: 'Tests of the elements in Chromium',
    runner: 'plain',
    run: () => runTool('@web/test-runner', 'wtr', []),
  },
  stories: {
    title: 'Stories in Chromium',
    runner: 'vitest',
    run: () =>
      runTool('vitest', 'vitest', ['run'], { env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' } }),
  },
  gallery: {
    title: 'Built gallery',
    runner: 'plain',
    run: () => run(process.execPath, ['scripts/gallery-smoke.mjs']),
  },
  package: { title: 'Package', runner: 'node', run: () => runNodeTests(['package']) },
};

/**
 * @param {string[]} folders
 * @param {string[]} [options] of Node's runner; pages in Chromium want the machine for themselves, other tests do not
 */
function runNodeTests(folders, options = []) {
  const files = testFiles(folders);
  // Told no file, Node's runner would look for tests of its own choice.
  if (!files.length) return outcomeOf(Promise.reject(new Error(`No tests in ${folders.join(', ')}`)));
  // A test that hangs, or that leaves something open, fails by itself and does not hold up all others.
  const limits = [`--test-timeout=${fileTimeoutMs}`, '--test-force-exit'];
  return run(process.execPath, [
    '--import',
    'tsx',
    '--test',
    '--test-reporter=spec',
    ...limits,
    ...options,
    ...files,
  ]);
}

/**
 * @param {Promise<import('./run.mjs').Outcome>[]} checks that use one processor each
 * @returns {Promise<import('./run.mjs').Outcome>}
 */
async function together(...checks) {
  const outcomes = await Promise.all(checks);
  return {
    ok: outcomes.every(({ ok }) => ok),
    output: outcomes.map(({ output }) => output).join('\n'),
    stdout: outcomes.map(({ stdout }) => stdout).join('\n'),
  };
}

/**
 * @param {Promise<void>} work
 * @returns {Promise<import('./run.mjs').Outcome>}
 */
function outcomeOf(work) {
  return work.then(
    () => ({ ok: true, output: '', stdout: '' }),
    (error) => {
      console.error(error.message);
      return { ok: false, output: error.message, stdout: '' };
    },
  );
}

/** @param {string[]} names */
async function runSteps(names) {
  let total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const summary = [];
  for (const name of names) {
    const step = /** @type {Step} */ (steps[name]);
    console.log(`\n━━━ ${step.title} ━━━`);
    const startedAt = Date.now();
    const counts = countTests(step.runner, await step.run());
    total = addCounts(total, counts);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    summary.push(`${counts.failed ? '✗' : '✓'} ${step.title}: ${formatCounts(counts)} (${seconds} s)`);
  }
  console.log(`\n━━━ Summary ━━━\n${summary.join('\n')}\n\n${formatCounts(total)}`);
  return total.failed === 0;
}

async function main() {
  process.chdir(root);
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in steps));
  if (unknown.length)
    throw new Error(`No such step: ${unknown.join(', ')}. There are: ${Object.keys(steps).join(', ')}`);
  await ensureInstalled();
  process.env.CHROME_PATH = await ensureChromium();
  console.log(`Chromium: ${process.env.CHROME_PATH}`);
  if (asked.length && !asked.includes('build')) await ensureBuilt();
  return runSteps(asked.length ? asked : Object.keys(steps));
}

main().then(
  (ok) => (process.exitCode = ok ? 0 : 1),
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
