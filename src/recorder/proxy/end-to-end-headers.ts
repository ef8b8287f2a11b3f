/** Headers that speak of one connection only, and are each side's own. `Transfer-Encoding` stays: how a body is cut is kept. */
const CONNECTION_HEADERS = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'upgrade',
];

/**
 * The headers that are passed on, names and values as they came, in their order: all but those of the connection, those that
 * `Connection` names, and those that are refused. Takes and gives Node's flat list of names and values.
 */
export function endToEndHeaders(raw: readonly string[], refused: readonly string[] = []): string[] {
  const left = new Set([...CONNECTION_HEADERS, ...refused]);
  for (let index = 0; index < raw.length; index += 2) {
    if (raw[index]!.toLowerCase() !== 'connection') continue;
    for (const token of raw[index + 1]!.split(',')) left.add(token.trim().toLowerCase());
  }
  // A plain walk: it stands before the first byte of every answer, seldom enough to be cold each time.
  const kept: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    if (!left.has(raw[index]!.toLowerCase())) kept.push(raw[index]!, raw[index + 1]!);
  }
  return kept;
}

/** Node's flat list as pairs. */
export function pairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]!] as [string, string]] : []));
}
