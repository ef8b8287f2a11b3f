/** What a sender may leave out of a run. */
export type LeftOutPart = 'prompt' | 'system' | 'reasoning';

/** All of them, as links and files name them. */
export const LEFT_OUT_PARTS: readonly LeftOutPart[] = ['prompt', 'system', 'reasoning'];

/** What a link leaves out to be short, least missed first. */
export type ThinnedPart = 'memory' | 'times' | 'details';

/** All of them, as links and files name them. */
export const THINNED_PARTS: readonly ThinnedPart[] = ['memory', 'times', 'details'];
