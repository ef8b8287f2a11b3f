import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LinkLengths } from './link-lengths.js';

const DOCS = fileURLToPath(new URL('../../docs/links.md', import.meta.url));
const TABLE = /(?<=<!-- lengths -->\n)[^]*?(?=\n<!-- \/lengths -->)/;

const COLUMNS = [
  'run',
  'tokens',
  'link',
  'per token',
  'in',
  'the other codec',
  'lz-string over JSON',
  'deflate over JSON',
  'brotli over columns',
];

/** Writes the lengths into the docs, as a table. */
export function writeLengthsTable(lengths: readonly LinkLengths[]): void {
  const rows = [COLUMNS, COLUMNS.map((_, at) => (at === 0 || at === 4 ? ':--' : '--:')), ...lengths.map(row)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const lines = rows.map(
    (cells) => `| ${cells.map((cell, at) => padded(cell, widths[at]!, at)).join(' | ')} |`,
  );
  const docs = readFileSync(DOCS, 'utf8');
  writeFileSync(
    DOCS,
    docs.replace(TABLE, () => `\n${lines.join('\n')}\n`),
  );
}

function row(lengths: LinkLengths): string[] {
  const { name, tokens, link, codec, deflateLink, lzLink, plainLz, plainDeflate, packedBrotli } = lengths;
  const other = codec === 'deflate' ? lzLink : deflateLink;
  return [
    name,
    count(tokens),
    count(link),
    (link / tokens).toFixed(2),
    codec,
    other === undefined ? '–' : count(other),
    `${count(plainLz)} (${(link / plainLz).toFixed(2)}×)`,
    `${count(plainDeflate)} (${(link / plainDeflate).toFixed(2)}×)`,
    `${count(packedBrotli)} (${(link / packedBrotli).toFixed(2)}×)`,
  ];
}

function padded(cell: string, width: number, column: number): string {
  if (/^:?-+:?$/.test(cell)) return cell.replace('--', '-'.repeat(width - 1));
  return column === 0 || column === 4 ? cell.padEnd(width) : cell.padStart(width);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
