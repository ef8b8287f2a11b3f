import type { NoticeCode, TraceNotice } from './notices.js';
import type { SnapshotFault } from './snapshot/snapshot-error.js';
import type { FormatFault } from './trace-reader.js';

/** English words for what a reader met. Kept in one place, so that they can be said in another language. */
const NOTICES: Record<NoticeCode, (notice: TraceNotice) => string> = {
  truncated: () => 'The recording stops before its end. What is there is played.',
  not_json: (notice) =>
    `${counted(notice, 'part', 'parts')} could not be read as JSON and ${were(notice)} left out (${first(notice)}).`,
  wrong_shape: (notice) =>
    `Parts of the recording are not as expected and were left out (first: ${notice.detail}).`,
  time_order: (notice) =>
    `Times ran backwards in ${counted(notice, 'place', 'places').toLowerCase()}; they are shown as the time before.`,
  after_end: (notice) =>
    `${counted(notice, 'event', 'events')} after the end of the run ${were(notice)} left out.`,
  unknown_version: (notice) =>
    `The file says version ${notice.detail}, which this player does not know. It is played as far as it goes.`,
  event_count: (notice) => `The file does not hold the number of events it says (${notice.detail}).`,
  unknown_dialect: () => 'This stream is of no kind that is known here: it is shown as the text that came.',
  estimated_times: () => 'The file does not tell when each piece came: the pace shown is made up.',
  arrival_times: () =>
    'The stream does not tell all of its times: what tells none stands where it reached this page.',
  missed_events: (notice) =>
    `${counted(notice, 'token', 'tokens')} of the run went by while this player was not connected, and ${notice.count === 1 ? 'is' : 'are'} missing.`,
  no_real_timing: () =>
    'Nearly all of the answer came at once: something buffered the stream, so the pace tells nothing.',
  no_text: () => 'The text was not recorded: each ░ stands for a chunk of it.',
  left_out: (notice) =>
    `Whoever shared this run left out: ${notice.detail}. Each ░ stands for a chunk of text.`,
  rounded_times: (notice) => `It was shortened for a link: its times are rounded to ${notice.detail} ms.`,
  thinned_out: (notice) => `It was shortened for a link: there is less of ${notice.detail}.`,
};

const FORMAT_FAULTS: Record<FormatFault, string> = {
  empty: 'There is nothing in it.',
  html: 'This is a web page, not a recording. Is the address right?',
  not_json: 'This is not a recording: it is not JSON, nor a stream of events.',
  wrong_shape: 'This is JSON, but not a recording.',
  unknown_format: 'This is a stream of events, but of no kind that is known here.',
};

const SNAPSHOT_FAULTS: Record<SnapshotFault, string> = {
  empty: 'This link holds no run. Was all of it copied?',
  unknown_codec:
    'This link holds no run that can be read: it was made by a later version, or changed on its way.',
  later_version: 'This link was made by a later version of trace-player than this one.',
  damaged: 'This link was cut short or changed on its way: its run cannot be read.',
  too_large: 'This link says that it holds more than a link may: it is not read.',
  cannot_pack: 'This run holds what no link can. Its file can be sent instead.',
  too_long: 'This run does not fit into a link. Its file can be sent instead.',
};

/** A notice in English, for people. */
export function describeNotice(notice: TraceNotice): string {
  return NOTICES[notice.code](notice);
}

/** Why something is not a trace, in English, for people. */
export function describeFormatFault(fault: FormatFault): string {
  return FORMAT_FAULTS[fault];
}

/** Why a link's run cannot be read, or made, in English, for people. */
export function describeSnapshotFault(fault: SnapshotFault): string {
  return SNAPSHOT_FAULTS[fault];
}

function counted({ count }: TraceNotice, one: string, many: string): string {
  return count === 1 ? `One ${one}` : `${count} ${many}`;
}

function first({ count, detail = '' }: TraceNotice): string {
  return count === 1 ? detail : `first: ${detail}`;
}

function were({ count }: TraceNotice): string {
  return count === 1 ? 'was' : 'were';
}
