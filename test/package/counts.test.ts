import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addCounts, countTests, formatCounts } from '../../scripts/counts.mjs';

describe('the counts of npm test', () => {
  it('come from what Node’s runner says at its end', () => {
    const output = 'ℹ tests 6\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n';
    assert.deepEqual(countTests('node', { ok: false, output }), { passed: 3, failed: 2, skipped: 1 });
  });

  it('come from what Vitest says at its end', () => {
    const output =
      '\u001b[2m      Tests \u001b[22m \u001b[31m1 failed\u001b[39m | 12 passed | 2 skipped (15)\n';
    assert.deepEqual(countTests('vitest', { ok: false, output }), { passed: 12, failed: 1, skipped: 2 });
  });

  it('come from a plain line among others', () => {
    const output = 'Chrome: | 4 passed, 0 failed, 1 skipped\n\u001b[2K4 passed, 0 failed, 1 skipped\n';
    assert.deepEqual(countTests('plain', { ok: true, output }), { passed: 4, failed: 0, skipped: 1 });
  });

  it('count a step that has no runner as one', () => {
    assert.deepEqual(countTests(undefined, { ok: true, output: '' }), { passed: 1, failed: 0, skipped: 0 });
    assert.deepEqual(countTests(undefined, { ok: false, output: '' }), { passed: 0, failed: 1, skipped: 0 });
  });

  it('count a runner that failed outside of its tests as a failure', () => {
    assert.deepEqual(countTests('node', { ok: false, output: 'ℹ pass 3\nℹ fail 0\n' }), {
      passed: 3,
      failed: 1,
      skipped: 0,
    });
  });

  it('count a runner that ran nothing as a failure', () => {
    assert.equal(countTests('vitest', { ok: true, output: 'no tests' }).failed, 1);
  });

  it('add up to one line', () => {
    const total = addCounts({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 0, skipped: 0 });
    assert.equal(formatCounts(total), '3 passed, 0 failed');
    assert.equal(formatCounts({ ...total, skipped: 1 }), '3 passed, 0 failed, 1 skipped');
  });
});
