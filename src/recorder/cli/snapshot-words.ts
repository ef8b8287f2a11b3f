import type { LeftOutPart, ThinnedPart } from '../../trace/index.js';

/** What a link holds less of, by what was thinned out. */
const THINNED: Record<ThinnedPart, string> = {
  memory: 'few memory samples or none',
  times: 'times that are rounded',
  details: 'no log probabilities, logs, metrics or parameters',
};

/** What is said of links to people, in English. */
export const snapshotWords = {
  noFile:
    'Name the run to put into a link: trace-player snapshot FILE (- reads standard input), or give a link to --decode.',
  decodeAlone: '--decode takes a link and nothing else.',
  wrongBase: (base: string) =>
    `--base ${base === '' ? 'is empty' : base}: the address of a page, without a # or blanks in it, is what a link is added to.`,
  unknownPart: (part: string, known: readonly string[]) =>
    `--without ${part} is not known: it is one of ${known.join(', ')}.`,
  emptyPart: (parts: string, known: readonly string[]) =>
    parts.trim() === ''
      ? `--without is empty: name what to leave out, of ${known.join(', ')}.`
      : `--without ${parts} has a comma too many: it is a list of ${known.join(', ')}, with commas between.`,
  noLinkOfPicture: (option: string) => `--svg makes a picture, not a link: leave out --${option}.`,
  noPictureFile: '--svg needs the name of the file to write (- writes to standard output).',
  pictureSize: (bytes: number) => `a picture of ${(bytes / 1000).toFixed(1)} kB`,
  /** `least` characters are all that the run needs with what is left out of it already. */
  tooLong: (most: number, least: number, isAllLeftOut: boolean, known: readonly string[]) =>
    `This run does not fit into ${most} characters: it takes ${least} at least. Allow them (--max-length ${least}), ` +
    `${isAllLeftOut ? '' : `leave out more (--without ${known.join(',')}), `}or send its file, or a picture of it (--svg OUT).`,
  decoding: (place: number, count: number) =>
    count === 1 ? '--decode' : `--decode, run ${place} of ${count}`,
  pictureUnwritten: (file: string, problem: string) => `the picture ${file} cannot be written: ${problem}`,
  noLink: 'There is no #trace= in it.',
  unreadable: (file: string, problem: string) => `${file}: ${problem}`,
  length: (characters: number) => `${characters} characters`,
  leftOut: (parts: readonly LeftOutPart[]) => `left out: ${parts.join(', ')}`,
  thinned: (parts: readonly ThinnedPart[], timeErrorMs: number) =>
    `to be short, it has ${parts.map((part) => THINNED[part]).join(', ')} (times are within ${timeErrorMs} ms)`,
};
