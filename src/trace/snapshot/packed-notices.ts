import type { JsonValue } from '../events.js';
import type { NoticeCode } from '../notices.js';
import type { Trace } from '../trace.js';
import { LEFT_OUT_PARTS, type LeftOutPart } from './left-out.js';
import { THINNED_PARTS, type ThinnedPart } from './thinning.js';

/** What is to be known of a run's recording: its code, how often, and what the first case was where that is told. */
export type PackedNotice = (string | number)[];

/** Notices that stay true of a run when it is sent on; all others are about the file that it came from, or are found again. */
const SENT_ON: readonly NoticeCode[] = [
  'truncated',
  'not_json',
  'wrong_shape',
  'unknown_dialect',
  'estimated_times',
  'arrival_times',
  'missed_events',
  'no_real_timing',
];

/** Of a notice's detail, which a reader shows. */
const MOST_DETAIL_CHARACTERS = 200;

/** The notices of a run as it is sent: those that it came with, and what this link leaves out beside what an earlier one did. */
export function packedNotices(
  trace: Trace,
  leftOut: readonly LeftOutPart[],
  thinned: readonly ThinnedPart[],
  precisionMs: number,
): PackedNotice[] {
  const detailOf = (code: NoticeCode) => trace.notices.find((notice) => notice.code === code)?.detail;
  const missing = listed(LEFT_OUT_PARTS, detailOf('left_out'), leftOut);
  const roundedMs = Math.max(precisionMs, roundedTo(detailOf('rounded_times')));
  const lessOf = listed(THINNED_PARTS, detailOf('thinned_out'), thinned).filter((part) => part !== 'times');
  const sentOn = trace.notices.filter(({ code }) => SENT_ON.includes(code));
  return [
    ...sentOn.map(({ code, count, detail }) =>
      detail === undefined || (missing.length > 0 && !isPlace(code, detail))
        ? [code, count]
        : [code, count, detail.slice(0, MOST_DETAIL_CHARACTERS)],
    ),
    ...(missing.length > 0 ? [['left_out', 1, missing.join(', ')]] : []),
    ...(roundedMs > 1 ? [['rounded_times', 1, String(roundedMs)]] : []),
    ...(lessOf.length > 0 ? [['thinned_out', 1, lessOf.join(', ')]] : []),
  ];
}

/** Of what is not JSON, a detail may quote what was sent, where it does not name a line. */
function isPlace(code: NoticeCode, detail: string): boolean {
  return code !== 'not_json' || /^(?:line|event) \d+$/.test(detail);
}

/** Tells a run's notices again, those that are known and say what they may. */
export function addPackedNotices(trace: Trace, notices: readonly JsonValue[]): void {
  for (const notice of notices) {
    const [code, count, detail] = Array.isArray(notice) ? notice : [];
    const text = typeof detail === 'string' ? detail : '';
    if (code === 'left_out') addList(trace, code, listed(LEFT_OUT_PARTS, text));
    else if (code === 'thinned_out') addList(trace, code, listed(THINNED_PARTS, text));
    else if (code === 'rounded_times' && roundedTo(text) > 1) trace.addNotice(code, String(roundedTo(text)));
    else if (SENT_ON.includes(code as NoticeCode) && typeof count === 'number' && count >= 1)
      trace.addNotice(
        code as NoticeCode,
        typeof detail === 'string' ? text.slice(0, MOST_DETAIL_CHARACTERS) : undefined,
        Math.floor(count),
      );
  }
}

function addList(trace: Trace, code: NoticeCode, parts: readonly string[]): void {
  if (parts.length > 0) trace.addNotice(code, parts.join(', '));
}

/** Those of all parts that a text lists, or that are to be added to it. */
function listed<Part extends string>(
  all: readonly Part[],
  text = '',
  added: readonly Part[] = [],
): readonly Part[] {
  const told = text.split(', ', all.length);
  return all.filter((part) => told.includes(part) || added.includes(part));
}

function roundedTo(detail = ''): number {
  return /^\d{1,4}$/.test(detail) ? Number(detail) : 1;
}
