/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** How each runner closes. A number that a runner leaves out is 0. */
const closings = {
  /** Node's runner: `ℹ pass 12`, or `# pass 12` as TAP. */
  node: {
    passed: /^[ℹ#] pass (\d+)$/gm,
    failed: /^[ℹ#] (?:fail|cancelled) (\d+)$/gm,
    skipped: /^[ℹ#] (?:skipped|todo) (\d+)$/gm,
  },
  /** Our own line: `12 passed, 0 failed, 1 skipped`. */
  plain: {
    passed: /^(\d+) passed, /gm,
    failed: /^\d+ passed, (\d+) failed/gm,
    skipped: /^\d+ passed, \d+ failed, (\d+) skipped$/gm,
  },
  /** Vitest: `      Tests  1 failed | 12 passed | 1 skipped (14)`. */
  vitest: {
    passed: /^ *Tests .*?(\d+) passed/gm,
    failed: /^ *Tests .*?(\d+) failed/gm,
    skipped: /^ *Tests .*?(\d+) (?:skipped|todo)/gm,
  },
};

/** @typedef {keyof typeof closings} Runner */

/**
 * Reads how many tests a runner ran from what it printed. A step that has no runner counts as one test itself.
 *
 * @param {Runner | undefined} runner
 * @param {{ ok: boolean, output: string }} outcome
 * @returns {Counts}
 */
export function countTests(runner, { ok, output }) {
  const plain = stripControls(output);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (runner) {
    for (const name of /** @type {(keyof Counts)[]} */ (Object.keys(counts))) {
      for (const [, number] of plain.matchAll(closings[runner][name])) counts[name] += Number(number);
    }
  }
  if (!runner && ok) counts.passed = 1;
  // A runner that ran nothing has not checked what it was there for.
  if (runner && counts.passed + counts.skipped === 0) counts.failed ||= 1;
  // Also when all tests passed and the runner failed all the same: an error outside of any test.
  if (!ok && counts.failed === 0) counts.failed = 1;
  return counts;
}

/**
 * Takes out colours and movements of the cursor.
 *
 * @param {string} text
 */
function stripControls(text) {
  return text.replace(/\u001b\[[\d;]*[A-Za-z]/g, '');
}

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** @param {Counts} counts */
export function formatCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}
