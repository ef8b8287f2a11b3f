import { wordTable } from '../strings.js';

/** The words around the differences of two answers. */
export const outputDifferenceWords = wordTable({
  outputDifference: 'How the answers differ',
  outputComparing: 'Comparing the answers…',
  outputFailed: 'The answers could not be compared.',
  outputsSame: 'The answers are the same, character by character.',
  outputsEmpty: 'Neither run has an answer yet.',
  outputsAlike: (percent: string, isLeast: boolean) =>
    `${isLeast ? 'At least ' : ''}${percent} of the words are equal`,
  outputsPartAt: (words: string, count: number) =>
    count === 0
      ? 'they part at the first word'
      : `they part after ${words} equal ${count === 1 ? 'word' : 'words'}`,
  outputsBounded: 'The answers are long and differ much: they were compared part by part.',
  outputsUnified: 'Together',
  outputsSideBySide: 'Side by side',
  outputsView: 'View',
  changeOf: (at: string, all: string) => `Change ${at} of ${all}`,
  changeCount: (all: string, count: number) => `${all} ${count === 1 ? 'change' : 'changes'}`,
  previousChange: 'Previous change',
  nextChange: 'Next change',
  onlyIn: (name: string) => `only in ${name}`,
});
