/** A row: its label, and a text for each column. */
export type TableRow = readonly [label: string, ...cells: string[]];

const BETWEEN = '  ';

/** Lines of aligned columns: labels to the left, cells to the right. All have the same columns if they are laid out together. */
export function alignedRows(rows: readonly TableRow[], widths = columnWidths(rows)): string[] {
  return rows.map(([label, ...cells]) =>
    [padEnd(label, widths[0]!), ...cells.map((cell, column) => padStart(cell, widths[column + 1]!))]
      .join(BETWEEN)
      .trimEnd(),
  );
}

/** How wide each column must be for all rows. */
export function columnWidths(rows: readonly TableRow[]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => textWidth(row[column] ?? ''))),
  );
}

/** Text in indented lines of at most `width`, broken between words; a word that is longer stands by itself. */
export function wrapped(text: string, width: number, indent: string, furtherIndent = indent): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = width - (lines.length === 0 ? indent : furtherIndent).length;
    if (line !== '' && textWidth(`${line} ${word}`) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one, index) => (index === 0 ? indent : furtherIndent) + one);
}

/** What figures and labels take in a terminal: a place for each character. */
function textWidth(text: string): number {
  return [...text].length;
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}
