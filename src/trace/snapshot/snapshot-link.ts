/** What the hash of a link says: runs, and how they are shown first. */
export interface SnapshotLink {
  /** What stands behind each `trace=`: one run, or the two of a comparison. Nothing in them has been looked at. */
  payloads: string[];
  /** Seconds into the run. */
  t?: number;
  /** From 1/16 to 16, as browsers bound the rate at which media play. */
  speed?: number;
  theme?: 'light' | 'dark';
  controls?: boolean;
  autoplay?: boolean;
}

/** Runs that one link may hold: those of a comparison. */
export const MOST_PAYLOADS = 2;

/** Seconds: more than a year. */
const LATEST_S = 1e8;

/**
 * Reads the hash of a link, alone or with what it was pasted with: the address before it, brackets around it, a full stop behind it,
 * characters that were percent-encoded on its way. Undefined where no `trace=` is in a hash; an empty one is a link with an empty
 * payload. Values beyond their bounds and keys that are not known are left out; of a key that is there twice, the first value counts.
 */
export function parseSnapshotLink(text: string): SnapshotLink | undefined {
  const fields = hashFields(text);
  const payloads = fields.filter(([key]) => key === 'trace').map(([, value]) => value);
  if (payloads.length === 0) return undefined;
  const values = new Map(fields.toReversed());
  return withoutUndefined({
    payloads: payloads.slice(0, MOST_PAYLOADS),
    t: numberIn(values.get('t'), 0, LATEST_S),
    speed: numberIn(values.get('speed'), 1 / 16, 16),
    theme: themeOf(values.get('theme')),
    controls: switchOf(values.get('controls')),
    autoplay: switchOf(values.get('autoplay')),
  });
}

/** The hash of a link, from `#trace=` on. Values that no reader would take are left out; numbers are rounded to four decimals. */
export function formatSnapshotLink(link: SnapshotLink): string {
  const { payloads, t, speed, theme, controls, autoplay } = link;
  const fields: [key: string, value: string | number | boolean | undefined][] = [
    ...payloads.slice(0, MOST_PAYLOADS).map((payload): [string, string] => ['trace', payload]),
    ['t', t === undefined ? undefined : numberIn(decimal(t), 0, LATEST_S)],
    ['speed', speed === undefined ? undefined : numberIn(decimal(speed), 1 / 16, 16)],
    ['theme', theme],
    ['controls', controls],
    ['autoplay', autoplay],
  ];
  const told = fields.filter(([, value]) => value !== undefined);
  return `#${told.map(([key, value]) => `${key}=${typeof value === 'boolean' ? Number(value) : value}`).join('&')}`;
}

/** Keys and values behind the first `#`. A page that routes by its hash may have another one before ours. */
function hashFields(text: string): [key: string, value: string][] {
  const plain = withoutEscapes(text);
  const start = plain.indexOf('#');
  if (start === -1) return [];
  return hashAlone(plain.slice(start + 1))
    .split(/[#&]/)
    .filter((field) => field.includes('='))
    .map((field) => {
      const at = field.indexOf('=');
      return [field.slice(0, at), field.slice(at + 1)];
    });
}

/** Characters of ASCII that were percent-encoded, but no blank, `#` or `%`; and `&` as HTML writes it. */
function withoutEscapes(text: string): string {
  return text
    .replace(/%(?:2[1246-9a-f]|[3-7][0-9a-f])/gi, (escape) =>
      String.fromCharCode(parseInt(escape.slice(1), 16)),
    )
    .replaceAll('&amp;', '&');
}

/** What no link ends in, though texts around links do. */
const BEHIND_LINKS = '.,;:!?)]}\'"*`|\\…»”’';

/** A hash less what was pasted with it: all from the first blank, quote or angle bracket on, and punctuation at the end. */
function hashAlone(text: string): string {
  const end = text.search(/[\s<>"]/);
  let length = end === -1 ? text.length : end;
  while (length > 0 && BEHIND_LINKS.includes(text[length - 1]!)) length--;
  return text.slice(0, length);
}

function numberIn(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined || !/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

/** Four decimals at most: 1/16 has them. */
function decimal(value: number): string {
  return String(Number(value.toFixed(4)));
}

function themeOf(text: string | undefined): SnapshotLink['theme'] {
  return text === 'light' || text === 'dark' ? text : undefined;
}

function switchOf(text: string | undefined): boolean | undefined {
  return text === '1' ? true : text === '0' ? false : undefined;
}

function withoutUndefined(link: SnapshotLink): SnapshotLink {
  const told = Object.entries(link).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as unknown as SnapshotLink;
}
