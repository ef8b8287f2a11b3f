import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { foldedName, replayNameVariant, safeReplayName } from '../../src/recorder/replay-name.js';

const cases: [runId: string, name: string][] = [
  ['run-1', 'run-1'],
  ['20260102-030405-qwen3-8b', '20260102-030405-qwen3-8b'],
  ['a/b\\c:d*e?f"g<h>i|j', 'a_b_c_d_e_f_g_h_i_j'],
  ['../../etc/passwd', '__.._etc_passwd'],
  ['..', '_'],
  ['.hidden', '_hidden'],
  ['trailing.', 'trailing_'],
  ['', 'run'],
  ['index', 'run-index'],
  ['INDEX', 'run-INDEX'],
  ['con', 'run-con'],
  ['NUL.txt', 'run-NUL.txt'],
  ['com1', 'run-com1'],
  ['Lpt9.json', 'run-Lpt9.json'],
  ['console', 'console'],
  ['日本語 run', '日本語_run'],
  ['line\nbreak\u0000', 'line_break_'],
];

describe('the name of a replay file', () => {
  for (const [runId, name] of cases) {
    it(`of ${JSON.stringify(runId)} is ${name}`, () => assert.equal(safeReplayName(runId), name));
  }

  it('is safe on every file system, whatever the id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (runId) => {
        const name = safeReplayName(runId);
        assert.ok(Buffer.byteLength(name) <= 100 && name.length > 0);
        assert.doesNotMatch(name, /[/\\:*?"<>|\s\p{Cc}\p{Cs}]|^\.|\.$/u);
        assert.doesNotMatch(name, /^(index|con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      }),
    );
  });

  it('stays within its bytes with a number behind it, and differs by it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 150 }),
        fc.integer({ min: 2, max: 9999 }),
        (runId, attempt) => {
          const variant = replayNameVariant(safeReplayName(runId), attempt);
          assert.ok(Buffer.byteLength(variant) <= 100);
          assert.ok(variant.endsWith(`-${attempt}`));
        },
      ),
    );
  });

  it('is the same for a file system that does not tell case', () => {
    assert.equal(foldedName('Straße-RUN'), foldedName('STRASSE-run'));
    assert.equal(foldedName('caf\u00e9'), foldedName('CAFE\u0301'));
    assert.notEqual(foldedName('a'), foldedName('b'));
  });
});
