import { type Aim, type Figure, isMet } from './figure.js';

const HEADINGS = ['', 'measured', 'aim', ''] as const;

/** Figures as aligned lines of text: what, value, aim, and whether it is met. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = [HEADINGS, ...figures.map(figureRow)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => alignedRow(row, widths)).join('\n');
}

function figureRow(figure: Figure): string[] {
  const { what, value, unit, aim } = figure;
  const verdict = isMet(figure);
  return [
    what,
    amountText(value, unit),
    aim === undefined ? '' : aimText(aim, unit),
    verdict === undefined ? '' : verdict ? 'met' : 'NOT MET',
  ];
}

function alignedRow([what, value, aim, verdict]: readonly string[], widths: readonly number[]): string {
  const [whatWidth, valueWidth, aimWidth] = widths;
  return `  ${what!.padEnd(whatWidth!)}  ${value!.padStart(valueWidth!)}  ${aim!.padEnd(aimWidth!)}  ${verdict!}`.trimEnd();
}

function aimText(aim: Aim, unit: string): string {
  if ('atLeast' in aim) return `≥ ${amountText(aim.atLeast, unit)}`;
  return 'atMost' in aim ? `≤ ${amountText(aim.atMost, unit)}` : `≈ ${amountText(aim.about, unit)}`;
}

function amountText(value: number, unit: string): string {
  const digits = value !== 0 && Math.abs(value) < 1 ? 3 : 2;
  const text = Number.isInteger(value) ? String(value) : value.toFixed(digits);
  return `${text} ${unit}`;
}
