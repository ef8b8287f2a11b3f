import type { TraceNotice } from '../../trace/notices.js';
import type { Trace } from '../../trace/trace.js';

/** The notices that are told in words of their own: an estimate is said by its badge. */
export function toldNotices(trace: Trace): TraceNotice[] {
  return trace.notices.filter(({ code }) => code !== 'estimated_times');
}
