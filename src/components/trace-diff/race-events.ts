import type { MediaEventType } from '../../engine/media-events.js';

/** What of a race a page is told, by events of the same names. */
export const TOLD_EVENTS: ReadonlySet<MediaEventType> = new Set([
  'play',
  'pause',
  'ended',
  'ratechange',
  'timeupdate',
  'seeking',
  'seeked',
  'durationchange',
]);
