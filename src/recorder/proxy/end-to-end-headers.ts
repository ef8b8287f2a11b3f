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
  const left = new Set([...CONNECTION_HEADERS, ...connectionNamed(raw), ...refused]);
  return pairs(raw).flatMap(([name, value]) => (left.has(name.toLowerCase()) ? [] : [name, value]));
}

/** Node's flat list as pairs. */
export function pairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]!] as [string, string]] : []));
}

function connectionNamed(raw: readonly string[]): string[] {
  return pairs(raw)
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((token) => token.trim().toLowerCase()));
}
