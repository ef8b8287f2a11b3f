import type { LeftOutPart, ThinnedPart } from '../../trace/index.js';

/** What a link holds less of, by what was thinned out. */
const THINNED: Record<ThinnedPart, string> = {
  memory: 'fewer memory samples',
  times: 'times that are rounded',
  details: 'no log probabilities, logs, metrics or parameters',
};

/** What is said of links to people, in English. */
export const snapshotWords = {
  noFile:
    'Name the run to put into a link: trace-player snapshot FILE (- reads standard input), or give a link to --decode.',
  decodeAlone: '--decode takes a link and nothing else.',
  wrongBase: (base: string) =>
    `--base ${base}: the address of a page, without a # or blanks in it, is what a link is added to.`,
  unknownPart: (part: string, known: readonly string[]) =>
    `--without ${part} is not known: it is one of ${known.join(', ')}.`,
  noLinkOfPicture: (option: string) => `--svg makes a picture, not a link: leave out --${option}.`,
  noPictureFile: '--svg needs the name of the file to write (- writes to standard output).',
  pictureSize: (bytes: number) => `a picture of ${(bytes / 1000).toFixed(1)} kB`,
  pictureUnwritten: (file: string, problem: string) => `the picture ${file} cannot be written: ${problem}`,
  noLink: 'There is no #trace= in it.',
  unreadable: (file: string, problem: string) => `${file}: ${problem}`,
  length: (characters: number) => `${characters} characters`,
  leftOut: (parts: readonly LeftOutPart[]) => `left out: ${parts.join(', ')}`,
  thinned: (parts: readonly ThinnedPart[], timeErrorMs: number) =>
    `to be short, it has ${parts.map((part) => THINNED[part]).join(', ')} (times are within ${timeErrorMs} ms)`,
};
