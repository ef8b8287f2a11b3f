/** Longer ones are read by no one: characters that are shown of an address at its beginning, and at its end. */
const MOST_AT_START = 100;
const MOST_AT_END = 40;

/** An address as a message names it: a long one by its two ends, which tell the place and the file. */
export function shownAddress(url: string): string {
  if (url.length <= MOST_AT_START + MOST_AT_END) return url;
  const start = url.slice(0, MOST_AT_START).replace(/[\ud800-\udbff]$/, '');
  const end = url.slice(-MOST_AT_END).replace(/^[\udc00-\udfff]/, '');
  return `${start}…${end}`;
}
