import { beginSnapshot } from '../src/engine/source/begun-snapshots.js';
import { parseSnapshotLink } from '../src/trace/snapshot/snapshot-link.js';

// The run is read while the player is still on its way.
for (const payload of parseSnapshotLink(location.hash)?.payloads ?? []) beginSnapshot(payload);
