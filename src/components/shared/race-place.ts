const places = new WeakMap<EventTarget, number>();

/** More runs than this cannot be told apart, side by side or in one chart. */
export const MOST_RUNS = 4;

/** Notes which players stand in a comparison, from left to right, and which have left it. */
export function noteRacePlaces(players: readonly EventTarget[], before: readonly EventTarget[]): void {
  for (const player of before) places.delete(player);
  for (const [at, player] of players.entries()) places.set(player, at + 1);
}

/**
 * The place of a player in its comparison, from 1 on, which gives its run a letter and a colour; undefined in none. Before the
 * comparison is formed, as they stand in its element.
 */
export function racePlaceOf(player: EventTarget): number | undefined {
  const known = places.get(player);
  if (known !== undefined || !(player instanceof Element) || player.parentElement?.localName !== 'trace-diff')
    return known;
  const players = [...player.parentElement.children].filter(({ localName }) => localName === 'trace-player');
  const place = players.indexOf(player) + 1;
  return place > 0 && place <= MOST_RUNS ? place : undefined;
}
