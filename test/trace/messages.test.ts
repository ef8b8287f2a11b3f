import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeFormatFault,
  describeNotice,
  describeSnapshotFault,
  type NoticeCode,
} from '../../src/trace/index.js';
import type { FormatFault } from '../../src/trace/index.js';
import type { SnapshotFault } from '../../src/trace/snapshot/snapshot-error.js';

const CODES: Record<NoticeCode, string | undefined> = {
  truncated: 'after event 3',
  not_json: 'line 17',
  wrong_shape: 'line 4: token.text is missing',
  time_order: 'token at 1 ms after 2 ms',
  after_end: 'token',
  unknown_version: '9.0',
  event_count: '5 told, 4 read',
  unknown_dialect: undefined,
  estimated_times: undefined,
  arrival_times: undefined,
  missed_events: undefined,
  no_real_timing: undefined,
  no_text: undefined,
  left_out: 'prompt, reasoning',
  rounded_times: '16',
  thinned_out: 'memory',
};
const FAULTS: Record<FormatFault, true> = {
  empty: true,
  html: true,
  not_json: true,
  wrong_shape: true,
  unknown_format: true,
};
const SNAPSHOT_FAULTS: Record<SnapshotFault, true> = {
  empty: true,
  unknown_codec: true,
  later_version: true,
  damaged: true,
  too_large: true,
  cannot_pack: true,
  too_long: true,
};

test('every notice has words, for one and for many', () => {
  for (const [code, detail] of Object.entries(CODES)) {
    for (const count of [1, 5]) {
      const words = describeNotice({ code: code as NoticeCode, count, detail });
      assert.match(words, /^[A-Z5].*\.$/);
      assert.doesNotMatch(words, /undefined|\b1 (places|events|parts)\b/);
    }
  }
});

test('notices say what a person needs to find the fault', () => {
  const words = (code: NoticeCode, count: number) => describeNotice({ code, count, detail: CODES[code] });
  assert.match(words('not_json', 1), /^One part could not .* was left out \(line 17\)/);
  assert.match(words('not_json', 3), /^3 parts could not .* were left out \(first: line 17\)/);
  assert.match(words('unknown_version', 1), /9\.0/);
  assert.match(words('time_order', 1), /one place;/);
  assert.match(words('time_order', 2), /2 places;/);
  assert.match(words('after_end', 1), /^One event .* was left out/);
});

test('every fault of a format has words', () => {
  for (const fault of Object.keys(FAULTS))
    assert.match(describeFormatFault(fault as FormatFault), /^[A-Z].*[.?]$/);
});

test('every fault of a link has words', () => {
  for (const fault of Object.keys(SNAPSHOT_FAULTS))
    assert.match(describeSnapshotFault(fault as SnapshotFault), /^This (link|run) .*[.?]$/);
});
