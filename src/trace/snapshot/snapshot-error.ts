/** Why a link's run cannot be read, or cannot be made. Words for people are in `messages.ts`. */
export type SnapshotFault =
  /** There is nothing where a run would be. */
  | 'empty'
  /** Its first character names no codec that is known. */
  | 'unknown_codec'
  /** It was made by a later version. */
  | 'later_version'
  /** Characters are missing or others than were sent. */
  | 'damaged'
  /** It says that it holds more than a link may. */
  | 'too_large'
  /** A run that has what no link can hold. */
  | 'cannot_pack'
  /** The run does not fit into the length that was asked for. */
  | 'too_long';

/** Thrown when a link cannot be read or made. */
export class SnapshotError extends Error {
  readonly fault: SnapshotFault;
  /** What exactly, for those who look closer. */
  readonly detail: string;
  /** Of `too_long`: the characters of the shortest payload that the run can have, where it can have one. */
  readonly least?: number;

  constructor(fault: SnapshotFault, detail: string, least?: number) {
    super(detail);
    this.name = 'SnapshotError';
    this.fault = fault;
    this.detail = detail;
    this.least = least;
  }
}
