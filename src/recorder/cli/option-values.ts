import { type OptionValues, UsageError } from './command.js';
import { words } from './words.js';

/** An option's text; undefined when it was not given. */
export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** An option's address, which the paths of an API are added to: one with a query would lose it. Throws `UsageError`. */
export function baseUrlOption(values: OptionValues, name: string): string | undefined {
  const url = textOption(values, name);
  if (url && /\?/.test(url)) throw new UsageError(words.queryInAddress(`--${name}`));
  return url;
}

/** What a number may be. */
export interface NumberRange {
  least: number;
  most: number;
  isWhole?: boolean;
}

/** An option's number within its range; undefined when it was not given. Throws `UsageError`. */
export function numberOption(values: OptionValues, name: string, range: NumberRange): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const option = `--${name}`;
  const value = Number(text);
  if (text.trim() === '') throw new UsageError(words.emptyNumber(option));
  if (!Number.isFinite(value)) throw new UsageError(words.notANumber(option, text));
  if (value < range.least || value > range.most) {
    throw new UsageError(words.notBetween(option, range.least, range.most));
  }
  if (range.isWhole && !Number.isInteger(value)) throw new UsageError(words.notWhole(option));
  return value;
}

/** A TCP port, 0 for any that is free. */
export const PORT_RANGE: NumberRange = { least: 0, most: 65535, isWhole: true };
