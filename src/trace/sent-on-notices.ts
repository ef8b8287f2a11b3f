import type { JsonValue } from './events.js';
import { LEFT_OUT_PARTS, type LeftOutPart, THINNED_PARTS, type ThinnedPart } from './lost-parts.js';
import type { NoticeCode, TraceNotice } from './notices.js';
import type { Trace } from './trace.js';

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

/** What a run loses as it is sent. */
export interface Loss {
  readonly leftOut?: readonly LeftOutPart[];
  readonly thinned?: readonly ThinnedPart[];
  /** Milliseconds that its times are rounded to. */
  readonly precisionMs?: number;
}

/** The notices of a run as it is sent on: those that it came with, and what it loses now beside what it lost before. */
export function sentOnNotices(
  trace: Trace,
  { leftOut = [], thinned = [], precisionMs = 1 }: Loss,
): TraceNotice[] {
  const detailOf = (code: NoticeCode) => trace.notices.find((notice) => notice.code === code)?.detail;
  const missing = listed(LEFT_OUT_PARTS, detailOf('left_out'), leftOut);
  const roundedMs = Math.max(precisionMs, roundedTo(detailOf('rounded_times')));
  const lessOf = listed(THINNED_PARTS, detailOf('thinned_out'), thinned).filter((part) => part !== 'times');
  const sentOn = trace.notices.filter(({ code }) => SENT_ON.includes(code));
  return [
    ...sentOn.map(({ code, count, detail }) =>
      detail === undefined || (missing.length > 0 && !isPlace(code, detail))
        ? { code, count }
        : { code, count, detail: detail.slice(0, MOST_DETAIL_CHARACTERS) },
    ),
    ...(missing.length > 0 ? [notice('left_out', missing.join(', '))] : []),
    ...(roundedMs > 1 ? [notice('rounded_times', String(roundedMs))] : []),
    ...(lessOf.length > 0 ? [notice('thinned_out', lessOf.join(', '))] : []),
  ];
}

/** Of what is not JSON, a detail may quote what was sent, where it does not name a line. */
function isPlace(code: NoticeCode, detail: string): boolean {
  return code !== 'not_json' || /^(?:line|event) \d+$/.test(detail);
}

function notice(code: NoticeCode, detail: string): TraceNotice {
  return { code, count: 1, detail };
}

/** A notice as a link or a file tells it: nothing of it is believed yet. */
export interface ToldNotice {
  readonly code?: JsonValue;
  readonly count?: JsonValue;
  readonly detail?: JsonValue;
}

/** Tells a run's notice again, if it is known and says what it may. */
export function addSentOnNotice(trace: Trace, { code, count, detail }: ToldNotice): void {
  const text = typeof detail === 'string' ? detail : '';
  if (code === 'left_out') addList(trace, code, listed(LEFT_OUT_PARTS, text));
  else if (code === 'thinned_out') addList(trace, code, listed(THINNED_PARTS, text));
  else if (code === 'rounded_times' && roundedTo(text) > 1) trace.addNotice(code, String(roundedTo(text)));
  else if (SENT_ON.includes(code as NoticeCode) && isCount(count))
    trace.addNotice(
      code as NoticeCode,
      typeof detail === 'string' ? text.slice(0, MOST_DETAIL_CHARACTERS) : undefined,
      Math.floor(count),
    );
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && value >= 1 && value < Infinity;
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
