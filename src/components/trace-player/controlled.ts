import type { Player } from '../../engine/player.js';

/** What controls read and do: of a player, or of a race of several. */
export type Controlled = Pick<
  Player,
  | 'durationMs'
  | 'ended'
  | 'isAtLiveEdge'
  | 'isLive'
  | 'liveEdgeMs'
  | 'paused'
  | 'playbackRate'
  | 'seek'
  | 'seekToLiveEdge'
  | 'step'
  | 'timeMs'
>;
