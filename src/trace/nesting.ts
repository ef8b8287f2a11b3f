/** Deeper than any recording is, and far less deep than what functions that call themselves bear. */
const MAX_DEPTH = 500;

/** The shortest JSON that can be nested beyond the bound, in characters. */
export const SHORTEST_DEEP_JSON = 2 * MAX_DEPTH;

/** Whether parsed JSON is nested beyond a bound: what is written or read by functions that call themselves would exhaust the stack. */
export function isNestedTooDeeply(value: unknown): boolean {
  let level = [value].filter(isNode);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    const next: object[] = [];
    for (const node of level) {
      for (const child of childrenOf(node)) if (isNode(child)) next.push(child);
    }
    level = next;
  }
  return false;
}

/** Puts null in the place of numbers that JSON can write and that are none (`1e999`), in the parsed JSON itself. */
export function dropInfinite(value: unknown): void {
  const waiting = [value].filter(isNode);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    let isFinite = true;
    for (const child of childrenOf(node)) {
      if (isNode(child)) waiting.push(child);
      else if (child === Infinity || child === -Infinity) isFinite = false;
    }
    if (!isFinite) dropInfiniteChildren(node as Record<string, unknown>);
  }
}

function dropInfiniteChildren(node: Record<string, unknown>): void {
  for (const [key, child] of Object.entries(node))
    if (child === Infinity || child === -Infinity) node[key] = null;
}

/** An array is its own list: JSON may hold a million of them. */
function childrenOf(node: object): readonly unknown[] {
  return Array.isArray(node) ? node : Object.values(node);
}

function isNode(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
