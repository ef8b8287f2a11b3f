import type { MarkerKind } from '../../engine/markers.js';

/** Path data of the marks on a timeline, about 8 px wide: shapes tell them apart without colour. */
export const MARKER_SHAPES: Record<MarkerKind, string> = {
  first_token: 'M-4 0h8L0 6z',
  reasoning_completed: 'M0 -1 4 3 0 7-4 3z',
  response_completed: 'M-3 0h6v6h-6z',
  tool_call: 'M-4 6h8L0 0z',
  error: 'M-3.5-.5l7 7m0-7l-7 7',
};
