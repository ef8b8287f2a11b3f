/** First and last code points, in order, of what takes two cells of a monospaced grid: East Asian wide and full-width, emoji. */
const WIDE = ranges(`
  1100-115f 231a-231b 2329-232a 23e9-23ec 23f0 23f3 25fd-25fe 2614-2615 2648-2653 267f 2693 26a1 26aa-26ab 26bd-26be
  26c4-26c5 26ce 26d4 26ea 26f2-26f3 26f5 26fa 26fd 2705 270a-270b 2728 274c 274e 2753-2755 2757 2795-2797 27b0 27bf
  2b1b-2b1c 2b50 2b55 2e80-303e 3041-33ff 3400-4dbf 4e00-a4cf a960-a97f ac00-d7a3 f900-faff fe10-fe19 fe30-fe6f ff01-ff60
  ffe0-ffe6 16fe0-18dff 1aff0-1b2ff 1f004 1f0cf 1f18e 1f191-1f19a 1f1e6-1f265 1f300-1f64f 1f680-1f6ff 1f7e0-1f7eb
  1f900-1f9ff 1fa70-1faff 20000-3fffd`);

/** What takes no cell of its own: combining marks, joiners, marks of direction, selectors of variants. */
const EMPTY = ranges(`
  ad 300-36f 483-489 591-5bd 610-61a 61c 64b-65f 200b-200f 2060-2064 20d0-20ff 1ab0-1aff 1dc0-1dff fe00-fe0f fe20-fe2f
  feff e0000-e0fff`);

const EMOJI_VARIANT = '\ufe0f';
const LAST_NARROW_ASCII = 0x7e;

/**
 * How many cells of a monospaced grid a character, as a reader sees it, takes: 0, 1 or 2. A fixed table, so that a picture is
 * the same wherever it is made.
 */
export function cellWidth(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code <= LAST_NARROW_ASCII && character.length === 1) return 1;
  if (isIn(WIDE, code) || character.includes(EMOJI_VARIANT)) return 2;
  return isIn(EMPTY, code) ? 0 : 1;
}

/** What a table holds is found by halving it. */
function isIn(table: readonly (readonly [first: number, last: number])[], code: number): boolean {
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (table[middle]![1] < code) low = middle + 1;
    else high = middle;
  }
  const found = table[low];
  return found !== undefined && code >= found[0];
}

function ranges(listed: string): (readonly [first: number, last: number])[] {
  return listed
    .trim()
    .split(/\s+/)
    .map((range) => {
      const [first = '', last = first] = range.split('-');
      return [parseInt(first, 16), parseInt(last, 16)] as const;
    });
}
