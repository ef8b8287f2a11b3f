/** Stands for a chunk of text that is left out: a chunk must have a text, or it would not count as one. */
export const LEFT_OUT = '░';

/** What stands for a text that is left out: nothing for none. */
export function leftOutText(text: string): string {
  return text === '' ? '' : LEFT_OUT;
}
