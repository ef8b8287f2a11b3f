/** What a reader met and played on from. Words for people are in `messages.ts`. */
export type NoticeCode =
  /** The document or stream ended before its end. */
  | 'truncated'
  /** Lines or values that are not JSON were left out. */
  | 'not_json'
  /** Events of a wrong shape were left out. */
  | 'wrong_shape'
  /** Times that went backwards, or were negative, were raised to the time before. */
  | 'time_order'
  /** Events after the end of the run were left out. */
  | 'after_end'
  /** A major version that this reader does not know was tried. */
  | 'unknown_version'
  /** The file says another number of events than it holds. */
  | 'event_count'
  /** The stream is of no dialect that is known: its text is kept as it came. */
  | 'unknown_dialect'
  /** Times were invented: the body had none. */
  | 'estimated_times'
  /** A live stream that does not tell all of its times: what tells none stands where it came. */
  | 'arrival_times'
  /** A part of a live run was sent while no one listened, and cannot be had. */
  | 'missed_events'
  /** Nearly all tokens came at once: something buffered the stream. */
  | 'no_real_timing'
  /** The recorder was told to leave out all text. */
  | 'no_text'
  /** Whoever shared the run left parts of it out. */
  | 'left_out'
  /** The times were rounded to more than a millisecond, to make a link short. */
  | 'rounded_times'
  /** There is less of the run's figures than there was, to make a link short. */
  | 'thinned_out';

export interface TraceNotice {
  readonly code: NoticeCode;
  /** How often it was met. */
  count: number;
  /** What the first case was, for people: `line 17: time_ms is not a number`. */
  readonly detail?: string;
}

/** Notices by code: each is told once, with how often it was met. */
export class NoticeList {
  readonly #byCode = new Map<NoticeCode, TraceNotice>();

  add(code: NoticeCode, detail?: string, count = 1): void {
    const known = this.#byCode.get(code);
    if (known) known.count += count;
    else this.#byCode.set(code, { code, count, detail });
  }

  get all(): readonly TraceNotice[] {
    return [...this.#byCode.values()];
  }
}
