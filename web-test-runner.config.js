import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumArgs, findChromium } from './scripts/chromium.mjs';

/** Lets `import css from 'x.css?inline'` mean here what it means in Vite: the file's text. */
const inlineCss = {
  name: 'inline-css',
  resolveMimeType: (context) => (isInlineCss(context) ? 'js' : undefined),
  transform: (context) =>
    isInlineCss(context) ? { body: `export default ${JSON.stringify(context.body)};` } : undefined,
};

function isInlineCss(context) {
  return context.path.endsWith('.css') && 'inline' in context.query;
}

/** lz-string is a script that sets one variable where there is no CommonJS: here it becomes the module that bundlers make of it. */
const lzString = {
  name: 'lz-string',
  transform: ({ path, body }) =>
    path.endsWith('/lz-string/libs/lz-string.js') ? { body: `${body}\nexport default LZString;` } : undefined,
};

/** Prints the one line that `npm test` adds up. */
const countReporter = {
  stop({ sessions }) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const session of sessions) {
      // A file that does not even load has no tests to count: it counts as one failure itself.
      if (!session.passed && !session.testResults) counts.failed++;
      if (session.testResults) countTests(session.testResults, counts);
    }
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  },
};

function countTests(suite, counts) {
  for (const test of suite.tests) counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed']++;
  for (const child of suite.suites) countTests(child, counts);
}

export default {
  files: ['test/components/**/*.test.ts'],
  nodeResolve: true,
  browsers: [
    chromeLauncher({ launchOptions: { executablePath: await findChromium(), args: chromiumArgs() } }),
  ],
  plugins: [
    inlineCss,
    lzString,
    // Without an explicit tsconfig esbuild lowers decorators by the standard, which the elements do not use.
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('src/components/tsconfig.json', import.meta.url)),
    }),
  ],
  testFramework: { config: { timeout: 10_000 } },
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  reporters: [defaultReporter({ reportTestProgress: process.stdout.isTTY }), countReporter],
};
