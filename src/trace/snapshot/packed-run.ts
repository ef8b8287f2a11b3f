import type { JsonObject, JsonValue } from '../events.js';

/** The parts of a packed run, in their order. They compress better each by itself. What stands in them: docs/links.md. */
export const SECTIONS = ['head', 'text', 'cuts', 'order', 'times', 'counts', 'logprobs', 'memory'] as const;

export type SectionName = (typeof SECTIONS)[number];

/** A run in columns, before compression. */
export type PackedRun = Record<SectionName, Uint8Array<ArrayBuffer>>;

/** Tokens that differ in text, time, count and log probability only: their other fields, and how long their texts are together. */
export type TokenLane = [fields: JsonObject, textLength: number];

/** Memory samples that differ in time and figures only: their other fields, and which figures they have. */
export type MemoryLane = [fields: JsonObject, figures: MemoryFigure[]];

export type MemoryFigure = 'memory_mb' | 'without_files_mb' | 'ratio';

/** What is told once, as JSON. */
export interface PackedHead {
  /** Milliseconds that times are rounded to. */
  p: number;
  /** The most common gap between events, in that unit. */
  g: number;
  /** Events that are neither tokens nor memory samples, without their times. */
  e: JsonObject[];
  t: TokenLane[];
  m?: MemoryLane[];
  /** What is known of the run and stands in no event. */
  i?: JsonObject;
  /** How the run ended, where no event says. */
  s?: string;
  /** Halves of characters in the texts, which UTF-8 cannot hold: index and code by turns. */
  u?: number[];
  /** Notices: see `packed-notices.ts`. */
  n?: readonly JsonValue[];
}

/** Steps that figures are rounded to. Half of one bounds the error. */
export const FIGURE_STEPS: Record<MemoryFigure | 'logprob', number> = {
  memory_mb: 0.1,
  without_files_mb: 0.1,
  ratio: 0.001,
  logprob: 0.001,
};

/** The latest moment, in units of `p`: sums and differences of moments stay whole numbers. */
export const LATEST_MOMENT = 2 ** 51;
