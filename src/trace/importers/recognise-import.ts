import { documentKeys } from './document-keys.js';

/** The documents of other programs that are read. */
export type ImportName =
  /** Network traffic as browsers export it, with model answers in it. */
  | 'har'
  /** Model Lens: the events of a run. */
  | 'model-lens-replay'
  /** Model Lens: a run in steps, a snapshot of one, or runs of its dashboard. */
  | 'model-lens-trace'
  /** Model Lens: a link that holds a snapshot, or what it holds. */
  | 'model-lens-link'
  /** A detailed result of vLLM's serving benchmark. */
  | 'vllm-bench'
  /** OpenTelemetry's spans, as JSON: one document, a list of them, or one on each line. */
  | 'otlp'
  /** LangSmith's runs: one, a list of them, one on each line, or as its server answers. */
  | 'langsmith'
  /** aimock: recorded answers for tests. */
  | 'aimock';

/** How each document begins, or what stands near its beginning in no other. */
const OPENINGS: readonly (readonly [RegExp, ImportName])[] = [
  [/^\{\s*"log"\s*:\s*\{\s*"(version|creator|browser|pages|entries|comment)"/, 'har'],
  [/"generated_at"\s*:\s*(null|"[^"]*")\s*,\s*"run_id"\s*:/, 'model-lens-replay'],
  [/^\{[^{[]*"events"\s*:\s*\[\s*\{\s*"_event_type"/, 'model-lens-replay'],
  [/^\{\s*"run"\s*:\s*\{/, 'model-lens-trace'],
  [/^(https?:\/\/|\/)[^\s<>"]{0,2000}[?&]snap=[\w%+/=-]{8}/, 'model-lens-link'],
  // How base64 of JSON begins.
  [/^eyJ[\w-]{61}/, 'model-lens-link'],
  [/^\{[^{[]*"tokenizer_id"\s*:[^{[]*"num_prompts"\s*:/, 'vllm-bench'],
  [/^(\[\s*)?\{\s*"resourceSpans"\s*:/, 'otlp'],
  [/^\{[^{[]*"fixtures"\s*:\s*\[\s*\{\s*"(match|response|recordedTimings)"\s*:/, 'aimock'],
];

/** The keys that a document has, and no other. */
const KEYS: readonly (readonly [readonly string[], ImportName])[] = [
  [['totalTimeMs'], 'model-lens-trace'],
  [['snapshot_id'], 'model-lens-trace'],
  [['trace_id', 'run_id'], 'model-lens-trace'],
  [['trace_id', 'steps'], 'model-lens-trace'],
  [['run_type', 'start_time'], 'langsmith'],
];

/** How far into a document its beginning goes. */
const OPENING_LENGTH = 16 << 10;

/** How far it goes where long texts may stand before the keys that tell. */
const KEYS_LENGTH = 256 << 10;

/** A list of objects, or a link, may still turn out to be what is known. */
const UNDECIDED = /^(\[\s*(\{|$)|https?:\/\/\S{0,2000}$)/;

/** Tells another program's document by its first characters; undefined when it is none, or more is needed to tell. */
export function recogniseImport(text: string): ImportName | undefined {
  const opening = text.slice(0, OPENING_LENGTH);
  const opened = OPENINGS.find(([pattern]) => pattern.test(opening))?.[1];
  if (opened || !/^[[{]/.test(text)) return opened;
  const keys = documentKeys(text.slice(0, KEYS_LENGTH));
  return KEYS.find(([names]) => names.every((name) => keys.has(name)))?.[1];
}

/** Whether a text that is none so far may be one once more of it is there. */
export function mayBecomeImport(text: string): boolean {
  return text.length < KEYS_LENGTH && UNDECIDED.test(text);
}
