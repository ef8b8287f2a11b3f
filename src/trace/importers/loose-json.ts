import { parseJson } from '../json-object.js';

/** Strings, which stay, and the figures that Python writes and JSON does not know. */
const NO_JSON = /"(?:\\.|[^"\\])*"|-?\bInfinity\b|\bNaN\b/g;

/** Parses JSON as Python writes it, with `null` for figures that are none; undefined where it is not that either. */
export function parseLooseJson(text: string): unknown {
  return (
    parseJson(text) ??
    parseJson(text.replaceAll(NO_JSON, (found) => (found.startsWith('"') ? found : 'null')))
  );
}
