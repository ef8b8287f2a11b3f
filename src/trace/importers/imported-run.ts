import type { JsonValue, RunError, TraceEvent } from '../events.js';
import type { RunInfo } from '../run-info.js';

/** A run as another program's document tells it. */
export interface ImportedRun {
  readonly info: RunInfo;
  /** Between the start and the end of the run, in any order of time. */
  readonly events: readonly TraceEvent[];
  /** How it ended; absent: it was whole. */
  readonly error?: RunError;
  /** Where the document tells a duration that is longer than its last event. */
  readonly durationMs?: number;
}

/** Makes a run of a parsed document; undefined when there is none in it. */
export type Importer = (document: JsonValue) => ImportedRun | undefined;

/** A text in so many pieces of about equal length, never within a character; fewer where the text is short. */
export function cutInto(text: string, pieces: number): string[] {
  const count = Math.max(1, Math.min(pieces, text.length));
  const cuts = Array.from({ length: count }, (_, index) =>
    characterEnd(text, Math.floor(((index + 1) * text.length) / count)),
  );
  const cut = cuts.map((end, index) => text.slice(cuts[index - 1] ?? 0, end));
  return text === '' ? cut : cut.filter((piece) => piece !== '');
}

/** The offset itself, or behind the character that it is in the middle of. */
function characterEnd(text: string, offset: number): number {
  const isWithin = (text.codePointAt(offset - 1) ?? 0) > 0xffff;
  return isWithin ? offset + 1 : offset;
}
