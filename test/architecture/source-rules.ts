import { posix } from 'node:path';
import { readSources, type SourceFile } from './source-files.js';

const maxLines = 250;
const dumpingGrounds = ['utils.ts', 'helpers.ts', 'common.ts', 'types.ts'];

/** What no line of `src` may hold, and why. */
const refusedText: [pattern: RegExp, reason: string][] = [
  [
    /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b/,
    'text of a run must never be read as markup',
  ],
  [/\bunsafe(HTML|SVG|Static|CSS)\b/, 'text of a run must never be read as markup'],
  [/\beval\(|\bnew Function\b/, 'a strict content security policy refuses it'],
  [/[\s"'`]style=/, 'a strict content security policy refuses style attributes'],
  [/\bTODO\b/, 'what is to be done stands in an issue'],
];

/** Lists what breaks the rules for source files in a tree, as `file:line: reason`. */
export function brokenSourceRules(root: string): string[] {
  return readSources(root, ['src'], ['.ts']).flatMap((file) => [
    ...nameProblems(file),
    ...sizeProblems(file),
    ...textProblems(file),
  ]);
}

function nameProblems({ path }: SourceFile): string[] {
  return dumpingGrounds.includes(posix.basename(path))
    ? [`${path}: a file is named after the one thing that it exports`]
    : [];
}

function sizeProblems({ path, text }: SourceFile): string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > maxLines && !path.endsWith('.styles.ts')
    ? [`${path}: ${lines} lines, more than ${maxLines}`]
    : [];
}

function textProblems({ path, text }: SourceFile): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      refusedText
        .filter(([pattern]) => pattern.test(line))
        .map(([, reason]) => `${path}:${index + 1}: ${reason}`),
    );
}
