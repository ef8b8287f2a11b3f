import { mostHeadCharacters } from './link-limits.js';
import { SnapshotError } from './snapshot-error.js';

/**
 * What stands often in the head of a packed run. JSON holds no control characters, so that each of those may stand for a phrase; behind
 * the first ones, two characters do. The list is part of the format: phrases are only ever added at its end.
 */
const PHRASES: readonly string[] = [
  '{"p":1,"g":',
  ',"e":[{"type":"run_started","run_id":"',
  '","model":"',
  '","provider":"',
  '","started_at":"20',
  '","timing":"recorded","',
  '","timing":"server"},{"type":"prompt_sent","',
  'completion_id":"c',
  '"messages":[{"role":"',
  'system","content":"',
  'user","content":"',
  '"}]},{"type":"',
  '"},{"type":"',
  'response_completed","',
  'reasoning_completed","',
  '","finish_reason":"stop","usage":{"prompt_tokens":',
  ',"completion_tokens":',
  ',"total_tokens":',
  ',"reasoning_tokens":',
  '},"server_timings":{"',
  '"}}},{"type":"run_completed"}],"t":[[{"',
  '}},{"type":"run_completed"}],"t":[[{"',
  '"},{"type":"run_completed"}],"t":[[{"',
  '","channel":"reasoning"},',
  '],[{"',
  '"},',
  // From here on by two characters.
  'total_duration":',
  ',"load_duration":',
  ',"prompt_eval_count":',
  ',"prompt_eval_duration":',
  ',"eval_count":',
  ',"eval_duration":',
  'ollama',
  'openai',
  'anthropic',
  'lm-studio',
  'llama.cpp',
  'vllm',
  'gemini',
  '"simulated":true,"',
  '"params":{"',
  'temperature":',
  ',"max_tokens":',
  ',"top_p":',
  ',"seed":',
  '"server":{"name":"',
  '","version":"',
  '"hardware":{"',
  '},"',
  '"workload":"',
  'phase","name":"',
  'prefill',
  'decode"},{"type":"',
  '"progress":',
  'tool_call","',
  'tool_result","',
  '"tool_call_id":"',
  '","name":"',
  '","arguments":"{\\"',
  '","output":"',
  '"is_error":true',
  'assistant","content":"',
  '"},{"role":"',
  '"channel":"tool"',
  'log","level":"',
  '","message":"',
  'metric","name":"',
  '"value":',
  'run_failed","error":{"message":"',
  'run_cancelled"}],"t":[[{"',
  '","code":"',
  'error","message":"',
  '"finish_reason":"length","usage":{"prompt_tokens":',
  '"finish_reason":"tool_calls","usage":{"prompt_tokens":',
  '"}],"t":[[{"',
  '}],"m":[[{"scope":"',
  ']],"m":[[{"scope":"',
  '","source":"',
  '"},["memory_mb"]]',
  '"},["memory_mb","without_files_mb"]]',
  '"},["ratio"]]',
  'process","source":"rss of process tree ',
  'model","source":"ollama /api/ps',
  '"prompt_n":',
  ',"prompt_ms":',
  ',"predicted_n":',
  ',"predicted_ms":',
  ',"predicted_per_second":',
  '"cpu":"',
  '","cores":',
  ',"memory_mb":',
  ',"platform":"',
  '","started_at":"","timing":"estimated"},{"type":"prompt_sent","',
  '1","messages":[]},{"type":"',
  ']],"n":[["estimated_times",1]]}',
  '"n":[["',
  '"left_out",1,"',
  '"rounded_times",1,"',
  '"thinned_out",1,"memory',
  '","finish_reason":"end_turn","usage":{"prompt_tokens":',
  '","finish_reason":"STOP","usage":{"prompt_tokens":',
  '","finish_reason":"completed","usage":{"prompt_tokens":',
  '1"},{"type":"run_completed"}],"t":[[{"',
];

/** All control characters but tab, line feed and carriage return, which may stand between JSON's values; and the last, which begins two. */
const SINGLE_CODES = [
  1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
];
const FIRST_OF_TWO = '\u001e';

const CODE_OF_PHRASE = new Map(PHRASES.map((phrase, at) => [phrase, codeOf(at)]));
const PHRASE_OF_CODE = new Map(PHRASES.map((phrase, at) => [codeOf(at), phrase]));

const ANY_PHRASE = new RegExp(
  PHRASES.toSorted((left, right) => right.length - left.length)
    .map((phrase) => phrase.replace(/[^\w ]/g, '\\$&'))
    .join('|'),
  'g',
);
const ANY_CODE = /\u001e[^]?|[\u0000-\u001f]/g;

/** Replaces phrases of a JSON text by characters that stand for them, the longest first. */
export function writePhrases(json: string): string {
  return json.replace(ANY_PHRASE, (phrase) => CODE_OF_PHRASE.get(phrase)!);
}

/**
 * Puts the phrases back. Throws a `SnapshotError`: `damaged` at one that is not known, `too_large` as soon as there would be more
 * text than a head may have.
 */
export function readPhrases(text: string): string {
  let { length } = text;
  const most = mostHeadCharacters(length);
  return text.replace(ANY_CODE, (code) => {
    const phrase = PHRASE_OF_CODE.get(code);
    if (phrase === undefined) throw new SnapshotError('damaged', 'a phrase that is not known');
    length += phrase.length - code.length;
    if (length > most) throw new SnapshotError('too_large', 'a head of too many phrases');
    return phrase;
  });
}

function codeOf(at: number): string {
  const single = SINGLE_CODES[at];
  if (single !== undefined) return String.fromCharCode(single);
  return FIRST_OF_TWO + String.fromCharCode(0x21 + at - SINGLE_CODES.length);
}
