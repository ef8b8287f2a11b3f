import type { JsonValue } from '../events.js';
import { addSentOnNotice, type Loss, sentOnNotices } from '../sent-on-notices.js';
import type { Trace } from '../trace.js';

/** What is to be known of a run's recording: its code, how often, and what the first case was where that is told. */
export type PackedNotice = (string | number)[];

/** The notices of a run as a link tells them: those that it came with, and what this link leaves out beside what an earlier one did. */
export function packedNotices(trace: Trace, loss: Loss): PackedNotice[] {
  return sentOnNotices(trace, loss).map(({ code, count, detail }) =>
    detail === undefined ? [code, count] : [code, count, detail],
  );
}

/** Tells a run's notices again, those that are known and say what they may. */
export function addPackedNotices(trace: Trace, notices: readonly JsonValue[]): void {
  for (const notice of notices) {
    const [code, count, detail] = Array.isArray(notice) ? notice : [];
    addSentOnNotice(trace, { code, count, detail });
  }
}
