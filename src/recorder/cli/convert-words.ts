import type { TraceFormat } from '../../trace/index.js';
import { counted } from './words.js';

/** What is said of converting to people, in English. */
export const convertWords = {
  noFiles: 'Name the files to convert: trace-player convert FILE… (- reads standard input).',
  unknownTarget: (value: string, known: readonly string[]) =>
    `--to ${value} is not known: it is one of ${known.join(', ')}.`,
  manyToOutput: 'Several files do not go on standard output together: name a folder with --output-dir.',
  folderProblem: (folder: string, problem: string) => `Cannot write to ${folder}: ${problem}`,
  unreadable: (file: string, problem: string) => `${file}: ${problem}`,
  /** A file that was read, and what became of it. */
  converted: (file: string, format: TraceFormat, events: number | undefined) =>
    `${file}: ${format}, ${counted(events ?? 0, 'event')}`,
  isIndex: (file: string) => `${file}: the list of a folder's replays, passed over`,
  notice: (file: string, notice: string) => `${file}: ${notice}`,
};
