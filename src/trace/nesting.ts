/** Deeper than any recording is, and far less deep than what functions that call themselves bear. */
const MAX_DEPTH = 500;

/** The shortest JSON that can be nested beyond the bound, in characters. */
export const SHORTEST_DEEP_JSON = 2 * MAX_DEPTH;

/** Whether parsed JSON is nested beyond a bound: what is written or read by functions that call themselves would exhaust the stack. */
export function isNestedTooDeeply(value: unknown): boolean {
  return isNode(value) && isTooDeep(value, 0, false);
}

/**
 * Looks through parsed JSON as it came from a stranger: puts null in the place of numbers that JSON can write and that are none (`1e999`),
 * in the JSON itself. Returns whether it is sound: false where it is nested too deeply, and then not all of it was looked at.
 */
export function makeSound(value: unknown): boolean {
  return !isNode(value) || !isTooDeep(value, 0, true);
}

/** One look for both, at each value once: a link may hold a quarter of a million of them. */
function isTooDeep(node: object, depth: number, dropsInfinite: boolean): boolean {
  if (depth > MAX_DEPTH) return true;
  if (Array.isArray(node)) return isArrayTooDeep(node, depth, dropsInfinite);
  const fields = node as Record<string, unknown>;
  // No list of names is made for each of them: that is most of the cost where many are empty.
  for (const name in fields) {
    if (!Object.hasOwn(fields, name)) continue;
    const child = fields[name];
    if (isNode(child)) {
      if (isTooDeep(child, depth + 1, dropsInfinite)) return true;
    } else if (dropsInfinite && isInfinite(child)) fields[name] = null;
  }
  return false;
}

/** An array is its own list of keys. */
function isArrayTooDeep(array: unknown[], depth: number, dropsInfinite: boolean): boolean {
  for (let at = 0; at < array.length; at++) {
    const child = array[at];
    if (isNode(child)) {
      if (isTooDeep(child, depth + 1, dropsInfinite)) return true;
    } else if (dropsInfinite && isInfinite(child)) array[at] = null;
  }
  return false;
}

function isNode(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isInfinite(value: unknown): boolean {
  return value === Infinity || value === -Infinity;
}
