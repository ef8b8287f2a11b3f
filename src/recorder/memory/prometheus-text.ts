/** One sample of Prometheus' text format: `name{label="value"} 0.25`. */
export interface PrometheusSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)\s*(?:\{((?:[^"}]|"(?:\\.|[^"\\])*")*)\})?\s*(\S+)(?:\s+-?\d+)?\s*$/;
const LABEL = /([a-zA-Z_]\w*)\s*=\s*"((?:\\.|[^"\\])*)"/g;

/** Reads Prometheus' text format (version 0.0.4): its samples in order. Comments, and lines that are none, are left out. */
export function parsePrometheusText(text: string): PrometheusSample[] {
  return text.split('\n').flatMap((line) => parseSample(line.trim()) ?? []);
}

function parseSample(line: string): PrometheusSample | undefined {
  const [, name, labels = '', number] = SAMPLE.exec(line) ?? [];
  const value = number === undefined ? NaN : Number(number);
  // NaN and infinities are written as such, and are no figures.
  if (name === undefined || !Number.isFinite(value)) return undefined;
  return { name, labels: parseLabels(labels), value };
}

function parseLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(LABEL)].map(([, name, value]) => [name!, unescape(value!)] as const);
  return Object.fromEntries(pairs);
}

/** Undoes `\\`, `\"` and `\n`. */
function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
