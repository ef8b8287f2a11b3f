import type { MemoryEvent } from '../trace/index.js';
import { megabytes } from './memory/memory-answer.js';
import { poll, type PollTimers } from './memory/poll.js';
import { ProcessTree, type ProcessTreeOptions } from './memory/process-tree.js';
import { type CountedTwice, SharedPages, type SharedPagesOptions, sumOf } from './memory/shared-pages.js';
import type { ProcessInfo } from './process-table.js';

/** A memory figure without its time. */
export type MemoryFigure = Omit<MemoryEvent, 'type' | 'time_ms'>;

/** Where memory figures come from. */
export interface MemorySampler {
  /** Begins to sample; returns what ends it. */
  start(onSample: (sample: MemoryFigure) => void): () => void;
}

export interface ProcessMemoryOptions extends ProcessTreeOptions, SharedPagesOptions {
  /** Milliseconds between two samples. */
  intervalMs?: number;
  timers?: PollTimers;
}

const DEFAULT_INTERVAL_MS = 250;

/**
 * Samples the resident memory (RSS) of the process tree behind a port, pages that its processes share counted once where the
 * platform tells. Off the tokens' path: a timer starts each sample, and none begins while one is under way. Nothing is told where it
 * cannot be had: another machine, a container, a platform that does not say.
 */
export function processMemorySampler(options: ProcessMemoryOptions): MemorySampler {
  return treeMemorySampler(new ProcessTree(options), options);
}

/** The same of a tree that others follow, too. */
export function treeMemorySampler(tree: ProcessTree, options: ProcessMemoryOptions): MemorySampler {
  return {
    start(onSample) {
      const shared = new SharedPages(options);
      let isStopped = false;
      const turn = async () => {
        const processes = await tree.read();
        const figure = processes && treeMemory(processes, await shared.in(processes));
        if (figure && !isStopped) onSample(figure);
      };
      const stop = poll(turn, options.intervalMs ?? DEFAULT_INTERVAL_MS, options.timers);
      return () => {
        isStopped = true;
        stop();
      };
    },
  };
}

/** The name of a process tree for people. */
export function treeName([root]: readonly ProcessInfo[]): string {
  return `process tree ${root!.pid} (${root!.name})`;
}

/** What a tree's processes hold together, and under whose name. */
function treeMemory(tree: readonly ProcessInfo[], twice?: CountedTwice): MemoryFigure {
  const residentBytes = sumOf(tree, 'residentBytes') - (twice?.residentBytes ?? 0);
  const fileBytes = sumOf(tree, 'fileBytes') - (twice?.fileBytes ?? 0);
  const isFileTold = tree.every((one) => one.fileBytes !== undefined);
  const isOnce = tree.length > 1 && twice !== undefined;
  return {
    memory_mb: megabytes(Math.max(0, residentBytes)),
    ...(isFileTold && { without_files_mb: megabytes(Math.max(0, residentBytes - fileBytes)) }),
    scope: 'process',
    source: `resident memory of ${treeName(tree)}${isOnce ? ', shared pages once' : ''}`,
  };
}
