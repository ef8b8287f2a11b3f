import type { JsonValue } from '../events.js';
import { asObject } from '../json-object.js';
import type { LeftOutPart } from '../lost-parts.js';
import type { TraceNotice } from '../notices.js';
import { addSentOnNotice, sentOnNotices } from '../sent-on-notices.js';
import type { Trace } from '../trace.js';

/**
 * What the header of a run's file says that its reader should know: what it lacks of the run, by whoever sent it, on its way here or
 * `leftOut` now. What a reader of the file finds by itself is left to it.
 */
export function fileNotices(trace: Trace, leftOut: readonly LeftOutPart[] = []): TraceNotice[] {
  return sentOnNotices(trace, { leftOut }).filter(({ code }) => code !== 'no_real_timing');
}

/** Tells the notices of a header again, those that are known and say what they may. */
export function addFileNotices(trace: Trace, notices: readonly JsonValue[]): void {
  for (const notice of notices) addSentOnNotice(trace, asObject(notice) ?? {});
}
