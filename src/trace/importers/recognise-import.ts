/** The documents of other programs that are read. */
export type ImportName =
  /** Network traffic as browsers export it, with model answers in it. */
  | 'har'
  /** Model Lens: the events of a run. */
  | 'model-lens-replay'
  /** Model Lens: a run in steps, a snapshot of one, or a run of its dashboard. */
  | 'model-lens-trace'
  /** A detailed result of vLLM's serving benchmark. */
  | 'vllm-bench'
  /** OpenTelemetry's spans, as JSON: one document, a list of them, or one on each line. */
  | 'otlp'
  /** aimock: recorded answers for tests. */
  | 'aimock';

/** How each document begins, or what stands near its beginning in no other. */
const OPENINGS: readonly (readonly [RegExp, ImportName])[] = [
  [/^\{\s*"log"\s*:\s*\{\s*"(version|creator|browser|pages|entries|comment)"/, 'har'],
  [/"generated_at"\s*:\s*(null|"[^"]*")\s*,\s*"run_id"\s*:/, 'model-lens-replay'],
  [/^\{[^{[]*"events"\s*:\s*\[\s*\{\s*"_event_type"/, 'model-lens-replay'],
  [/^\{\s*("version"\s*:\s*(null|"[^"]*")\s*,\s*)?"(trace_id|snapshot_id)"\s*:/, 'model-lens-trace'],
  [/^\{[^{[]*"totalTimeMs"\s*:/, 'model-lens-trace'],
  [/^\{[^{[]*"tokenizer_id"\s*:[^{[]*"num_prompts"\s*:/, 'vllm-bench'],
  [/^(\[\s*)?\{\s*"resourceSpans"\s*:/, 'otlp'],
  [/^\{[^{[]*"fixtures"\s*:\s*\[\s*\{\s*"(match|response|recordedTimings)"\s*:/, 'aimock'],
];

/** How far into a document its beginning goes. */
const OPENING_LENGTH = 16 << 10;

/** Tells another program's document by its first characters; undefined when it is none, or more is needed to tell. */
export function recogniseImport(text: string): ImportName | undefined {
  const opening = text.slice(0, OPENING_LENGTH);
  return OPENINGS.find(([pattern]) => pattern.test(opening))?.[1];
}
