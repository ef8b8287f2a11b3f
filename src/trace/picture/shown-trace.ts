import type { LeftOutPart } from '../lost-parts.js';
import { leftOutParts, withLeftOut } from '../snapshot/left-out.js';
import { Trace } from '../trace.js';

/** The run without what its sender leaves out: each chunk is a `░`, so that all figures are as they were. */
export function shownTrace(trace: Trace, leftOut: readonly LeftOutPart[]): Trace {
  if (leftOut.length === 0) return trace;
  const parts = leftOutParts(leftOut);
  const shown = new Trace();
  for (let index = 0; index < trace.length; index++) shown.append(withLeftOut(trace.eventAt(index), parts));
  shown.info = trace.info;
  shown.summary = trace.summary;
  for (const { code, detail, count } of trace.notices) shown.addNotice(code, detail, count);
  return shown;
}
