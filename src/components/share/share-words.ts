import { counted, wordTable } from '../strings.js';

/** The words of the dialog that shares a run. */
export const shareWords = wordTable({
  shareTitle: 'Share this run',
  shareTitlePair: 'Share these runs',
  close: 'Close',
  linkHolds: 'The link holds the run itself. Nothing is uploaded.',
  linkHoldsTwo: 'A link holds two runs: these are the first two.',
  partNames: {
    about: 'About the run',
    system: 'System prompt',
    prompt: 'Prompt',
    reasoning: 'Reasoning',
    response: 'Response',
    tools: 'Tool calls and results',
    logs: 'Logs and errors',
    tokens: 'Times',
    memory: 'Memory',
  },
  characters: (shown: string, count: number) => counted(shown, count, 'character'),
  chunks: (shown: string, count: number) => `of ${counted(shown, count, 'chunk')}`,
  samples: (shown: string, count: number) => counted(shown, count, 'sample'),
  lines: (shown: string, count: number) => counted(shown, count, 'line'),
  leftOutPart: 'left out',
  mayBeQuoted:
    'What is left out may still be quoted in what stays: the response, tool calls, logs, parameters.',
  shareAs: 'Share',
  shareForms: {
    link: 'Link to the run',
    moment: 'Link to this moment',
    frame: 'Embed as a frame',
    element: 'Embed as an element',
  },
  momentAt: (time: string, rate: string) => `${time}, ${rate}`,
  shareLength: 'Length',
  lengthChat: 'Chat: 2 000',
  lengthMost: 'Most places: 8 000',
  lengthAny: 'No limit',
  making: 'Making the link…',
  madeWhole: (count: string) => `${count} characters. All that is ticked is in it.`,
  madeThinned: (count: string, parts: string) =>
    `${count} characters. It holds less than the file: ${parts}.`,
  thinnedParts: {
    memory: () => 'fewer memory samples',
    times: (ms: string) => `times to the nearest ${ms} ms`,
    details: () => 'no parameters, logs or other details',
  },
  tooLong: (limit: string) =>
    `It does not fit into ${limit} characters. Leave something out, choose another length, or send the file.`,
  notMade: (reason: string) => `No link can be made: ${reason}`,
  localAddress: 'This page is on your own machine or network: others cannot open a link to it.',
  copy: 'Copy',
  copyAnswer: 'Copy the response',
  saveFile: 'Save the file',
  copiedCharacters: (shown: string, count: number) => `Copied: ${counted(shown, count, 'character')}.`,
  fileSaved: (name: string) => `Saved: ${name}`,
  notCopied: 'The browser did not allow copying: copy the text above.',
});
