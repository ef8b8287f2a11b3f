import type { Player } from '../../engine/player.js';
import type { TraceNotice } from '../../trace/notices.js';

/** The notices that are told in words of their own: an estimate is said by its badge, a broken load by its error. */
export function toldNotices({ trace, error }: Player): TraceNotice[] {
  const untold = error ? ['estimated_times', 'truncated'] : ['estimated_times'];
  return trace ? trace.notices.filter(({ code }) => !untold.includes(code)) : [];
}
