import type { Figure } from '../figure.js';

/** Measures something on the long replay file at a path. */
export type Measure = (replayPath: string) => Promise<Figure[]>;

interface Measurement {
  readonly title: string;
  /** Loads its code, and only its own, so that it runs in a process of its own undisturbed. */
  readonly load: () => Promise<Measure>;
}

/** All measurements by the names that select them, in the order in which they run. */
export const measurements: Readonly<Record<string, Measurement>> = {
  reading: {
    title: 'Reading a replay of 1,000,000 token events, from memory',
    load: async () => (await import('./reading.js')).measureReading,
  },
  seek: {
    title: 'Seeking and stepping in it, with what a view reads at the playhead',
    load: async () => (await import('./seek.js')).measureSeek,
  },
  heap: {
    title: 'Memory held once it is read',
    load: async () => (await import('./heap.js')).measureHeap,
  },
};
