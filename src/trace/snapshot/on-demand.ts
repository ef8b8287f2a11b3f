import type { Trace } from '../trace.js';
import type { DecodingOptions } from './decode-snapshot.js';
import type { Snapshot, SnapshotOptions } from './encode-snapshot.js';

/** Packs a run into the payload of a link: see `encode-snapshot.ts`, which it loads when it is first called. */
export async function encodeSnapshot(trace: Trace, options?: SnapshotOptions): Promise<Snapshot> {
  const encoder = await import('./encode-snapshot.js');
  return encoder.encodeSnapshot(trace, options);
}

/** Reads the run that a link's payload holds: see `decode-snapshot.ts`, which it loads when it is first called. */
export async function decodeSnapshot(payload: string, options?: DecodingOptions): Promise<Trace> {
  const decoder = await import('./decode-snapshot.js');
  return decoder.decodeSnapshot(payload, options);
}
