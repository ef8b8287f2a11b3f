import { SnapshotError } from './snapshot-error.js';

/** Of a section whose bytes no codec wrote. */
export function cannotBeDecompressed(): SnapshotError {
  return new SnapshotError('damaged', 'a part of it cannot be decompressed');
}

/** Of a section that unfolds to more or fewer bytes than it says. */
export function wrongLength(): SnapshotError {
  return new SnapshotError('damaged', 'a part of it is not as long as it says');
}
