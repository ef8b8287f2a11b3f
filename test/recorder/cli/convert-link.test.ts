import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../temporary-folder.js';
import { runInProcess } from './in-process.js';

const snapshot = {
  snapshot_id: 'snap-1a2b',
  model: 'm',
  prompt: 'Why?',
  response: 'So.',
  totalTimeMs: 50,
  steps: [{ type: 'token', timing_ms: 50, detail: 'So.' }],
};
const linkOf = (value: unknown) =>
  `https://example.invalid/runs?snap=${Buffer.from(JSON.stringify(value)).toString('base64url')}`;

test('convert makes a replay file of a link that holds a Model Lens snapshot, and asks nobody', async () => {
  const output = join(temporaryFolder(), 'out');
  const { code, stdout, stderr } = await runInProcess(['convert', linkOf(snapshot), '-o', output]);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, `${join(output, 'snap-1a2b.json')}\n`);
  assert.match(stderr, /^https:\/\/example\.invalid\/runs\?snap=…: model-lens-link, \d+ events\n/);
  const replay = JSON.parse(readFileSync(stdout.trim(), 'utf8'));
  assert.deepEqual([replay.artifacts.response, replay.timing], ['So.', 'estimated']);
});

test('convert says of a link that holds none what it is', async () => {
  const { code, stderr } = await runInProcess(['convert', linkOf({ a: 'x'.repeat(100) })]);
  assert.equal(code, 1);
  assert.equal(stderr, 'https://example.invalid/runs?snap=…: This is JSON, but not a recording.\n');
});
