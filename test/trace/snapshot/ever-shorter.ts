import {
  encodeSnapshot,
  type Snapshot,
  SnapshotError,
  type SnapshotOptions,
  type Trace,
} from '../../../src/trace/index.js';

/** The links of a run, each shorter than the one before, until it fits in none that is shorter still. */
export async function everShorter(trace: Trace, options: SnapshotOptions = {}): Promise<Snapshot[]> {
  const links: Snapshot[] = [];
  for (;;) {
    const maxLength = links.length > 0 ? links.at(-1)!.payload.length - 1 : Infinity;
    try {
      links.push(await encodeSnapshot(trace, { ...options, maxLength }));
    } catch (error) {
      if (error instanceof SnapshotError && error.fault === 'too_long') return links;
      throw error;
    }
  }
}
