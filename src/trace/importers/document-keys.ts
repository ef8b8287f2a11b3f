/** Strings (the last one may be cut), and what opens, closes or follows a key. */
const TOKENS = /"([^"\\]*(?:\\[^][^"\\]*)*)("|\\?$)|[{}[\]:]/g;

/** A list that some answers of servers stand in. */
const WRAPPER = /^\{\s*"runs"\s*:\s*(?=\[)/;

/**
 * The keys of a document's first object, as far as its text goes: of the document itself, or of the first in a list. What is nested in
 * them, and what stands in their texts, tells nothing.
 */
export function documentKeys(text: string): ReadonlySet<string> {
  const document = text.replace(WRAPPER, '');
  const ownDepth = document.startsWith('[') ? 2 : 1;
  const keys = new Set<string>();
  let depth = 0;
  let string: string | undefined;
  for (const [token, content, end] of document.matchAll(TOKENS)) {
    if (end !== undefined && end !== '"') break;
    if (token === ':' && depth === ownDepth && string !== undefined) keys.add(string);
    string = content;
    if (token === '{' || token === '[') depth++;
    else if ((token === '}' || token === ']') && --depth < ownDepth) break;
  }
  return keys;
}
