import type { Player } from '../../engine/player.js';

/** The response up to a player's playhead: of the main answers, where a request has several. */
export function responseSoFar({ trace, index, revision }: Player): string {
  void revision;
  if (!trace) return '';
  return trace.blocks
    .filter(({ kind, completion }) => kind === 'response' && isMainChoice(trace.completions[completion]!.id))
    .map((block) => block.text.slice(0, block.textLengthAt(index)))
    .join('');
}

function isMainChoice(completionId: string): boolean {
  return !completionId.includes('#');
}
