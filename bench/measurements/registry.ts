import type { Figure } from '../figure.js';

/** Measures something on the long replay file at a path. */
export type Measure = (replayPath: string) => Promise<Figure[]>;

interface Measurement {
  readonly title: string;
  /** Whether it measures on the long replay file. */
  readonly needsReplay: boolean;
  /** Loads its code, and only its own, so that it runs in a process of its own undisturbed. */
  readonly load: () => Promise<Measure>;
}

/** All measurements by the names that select them, in the order in which they run. */
export const measurements: Readonly<Record<string, Measurement>> = {
  reading: {
    title: 'Reading a replay of 1,000,000 token events, from memory',
    needsReplay: true,
    load: async () => (await import('./reading.js')).measureReading,
  },
  seek: {
    title: 'Seeking and stepping in it, with what a view reads at the playhead',
    needsReplay: true,
    load: async () => (await import('./seek.js')).measureSeek,
  },
  heap: {
    title: 'Memory held once it is read',
    needsReplay: true,
    load: async () => (await import('./heap.js')).measureHeap,
  },
  comparison: {
    title: 'Comparing two runs of 1,000,000 tokens, and two of 100,000 as a page does',
    needsReplay: true,
    load: async () => (await import('./comparison.js')).measureComparison,
  },
  recording: {
    title: 'Recording a token event: bus, replay file, and a live stream with one viewer',
    needsReplay: false,
    load: async () => (await import('./recording.js')).measureRecording,
  },
  proxy: {
    title: 'An answer through the recording proxy, beside one through a bare one',
    needsReplay: false,
    load: async () => (await import('./proxy.js')).measureProxy,
  },
  'many-viewers': {
    title: 'A run that 100 viewers watch',
    needsReplay: false,
    load: async () => (await import('./many-viewers.js')).measureManyViewers,
  },
  'recorder-memory': {
    title: 'Memory of a recorder in the middle of a run of 1,000,000 events',
    needsReplay: false,
    load: async () => (await import('./recorder-memory.js')).measureRecorderMemory,
  },
  'page-play': {
    title: 'A page in Chromium that loads and plays it',
    needsReplay: true,
    load: async () => (await import('./page-play.js')).measurePagePlay,
  },
  'page-seek': {
    title: 'A page in Chromium that seeks in it',
    needsReplay: true,
    load: async () => (await import('./page-seek.js')).measurePageSeek,
  },
  'page-chart': {
    title: 'A page in Chromium that draws a chart of it',
    needsReplay: true,
    load: async () => (await import('./page-chart.js')).measurePageChart,
  },
  compare: {
    title:
      'A page in Chromium that races two runs of 100,000 tokens beside a chart of both, and compares them',
    needsReplay: false,
    load: async () => (await import('./compare.js')).measureCompare,
  },
  'first-text': {
    title: 'A page in Chromium that plays it while it comes',
    needsReplay: true,
    load: async () => (await import('./first-text.js')).measureFirstText,
  },
  'page-link': {
    title: 'A page in Chromium that opens links',
    needsReplay: false,
    load: async () => (await import('./page-link.js')).measurePageLink,
  },
  minified: {
    title: 'A page in Chromium that loads it in another layout',
    needsReplay: true,
    load: async () => (await import('./minified.js')).measureMinified,
  },
  links: {
    title: 'How long links are, and what hostile ones cost',
    needsReplay: false,
    load: async () => (await import('./links.js')).measureLinks,
  },
  size: {
    title: 'What a page with one player fetches first',
    needsReplay: false,
    load: async () => (await import('./size.js')).measureSize,
  },
};
