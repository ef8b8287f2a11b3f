import type { JsonObject } from '../events.js';

/** The parts of a packed run, in their order. They compress better each by itself. What stands in them: docs/links.md. */
export const SECTIONS = ['head', 'text', 'cuts', 'order', 'times', 'counts', 'logprobs', 'memory'] as const;

export type SectionName = (typeof SECTIONS)[number];

/** A run in columns, before compression. */
export type PackedRun = Record<SectionName, Uint8Array<ArrayBuffer>>;

/** Tokens that differ in text, time, count and log probability only: their other fields, and how long their texts are together. */
export type TokenLane = [fields: JsonObject, textLength: number];

/** Memory samples that differ in time and figures only: their other fields, and which figures they have. */
export type MemoryLane = [fields: JsonObject, figures: (keyof typeof FIGURE_STEPS)[]];

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
  /** What the sender left out, or what was thinned out to make the link short. */
  x?: string[];
}

/** Steps that figures are rounded to. Halves of them bound the error. */
export const FIGURE_STEPS = { memory_mb: 0.1, without_files_mb: 0.1, ratio: 0.001, logprob: 0.001 } as const;

/** Lanes at most, tokens' and memory's each; what differs more stands whole among the events. */
export const MOST_LANES = 100;
