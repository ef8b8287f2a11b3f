/** Tells the width of a text, in pixels. */
export type TextMeasure = (text: string) => number;

const SEPARATOR = ' · ';

/** Parts of a text in as many lines as their width needs; a part that is too long for a line is cut, with an ellipsis. */
export function flowParts(parts: readonly string[], width: number, measure: TextMeasure): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const joined = lines.length > 0 ? `${lines.at(-1)}${SEPARATOR}${part}` : part;
    if (lines.length > 0 && measure(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(fittedText(part, width, measure));
  }
  return lines;
}

/** As much of a text as has room, with an ellipsis where that is not all. */
export function fittedText(text: string, width: number, measure: TextMeasure): string {
  if (measure(text) <= width) return text;
  const characters = [...text];
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (measure(`${characters.slice(0, middle).join('')}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${characters.slice(0, low).join('')}…`;
}
