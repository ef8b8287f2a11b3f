import type { MemoryEvent } from '../trace/index.js';
import { ownerOfPort, type ProcessInfo, readProcesses } from './process-table.js';

/** A memory figure without its time. */
export type MemoryFigure = Omit<MemoryEvent, 'type' | 'time_ms'>;

/** Where memory figures come from. */
export interface MemorySampler {
  /** Begins to sample; returns what ends it. */
  start(onSample: (sample: MemoryFigure) => void): () => void;
}

export interface ProcessMemoryOptions {
  /** The port, on this machine, behind which the model server is. */
  port?: number;
  /** The process itself, where it is known: it goes before the port. */
  pid?: number;
  /** Milliseconds between two samples. */
  intervalMs?: number;
  /** All processes, or, with ids, only those. Default: the platform's. */
  processes?: (only?: readonly number[]) => Promise<ProcessInfo[]>;
  owner?: (port: number) => Promise<number | undefined>;
}

const DEFAULT_INTERVAL_MS = 250;

/** Every so many samples all processes are read, to find new children; in between only those of the tree. */
const SAMPLES_PER_LOOK = 8;

/** Programs that hold a container's port on the host: behind them is another process tree, which is not to be seen. */
const PROXIES =
  /^(docker-proxy|com\.docker.*|rootlessport|slirp4netns|pasta|gvproxy|vpnkit.*|kube-proxy|ssh|sshd)$/;

/**
 * Samples the resident memory (RSS) of the process tree behind a port. Off the tokens' path: a timer starts each sample, and none
 * begins while one is under way. Nothing is told where it cannot be had: another machine, a container, a platform that does not say.
 */
export function processMemorySampler(options: ProcessMemoryOptions): MemorySampler {
  return {
    start(onSample) {
      const tree = new TreeSampler(options);
      let isStopped = false;
      let isBusy = false;
      const tick = async () => {
        if (isBusy) return;
        isBusy = true;
        const figure = await tree.sample().catch(() => undefined);
        isBusy = false;
        if (figure && !isStopped) onSample(figure);
      };
      const timer = setInterval(() => void tick(), options.intervalMs ?? DEFAULT_INTERVAL_MS);
      timer.unref();
      void tick();
      return () => {
        isStopped = true;
        clearInterval(timer);
      };
    },
  };
}

/** Follows one process tree. */
class TreeSampler {
  readonly #options: ProcessMemoryOptions;
  #root?: number;
  #tree?: readonly number[];
  #samples = 0;

  constructor(options: ProcessMemoryOptions) {
    this.#options = options;
  }

  async sample(): Promise<MemoryFigure | undefined> {
    const { processes = readProcesses } = this.#options;
    this.#root ??= await rootProcess(this.#options);
    if (this.#root === undefined) return undefined;
    const isLook = this.#samples++ % SAMPLES_PER_LOOK === 0;
    const tree = treeOf(await processes(isLook ? undefined : this.#tree), this.#root);
    this.#tree = tree?.map(({ pid }) => pid);
    // A tree that is gone: the server may be started again as another process.
    if (!tree) this.#root = undefined;
    return tree && treeMemory(tree);
  }
}

async function rootProcess({
  pid,
  port,
  owner = ownerOfPort,
}: ProcessMemoryOptions): Promise<number | undefined> {
  if (pid !== undefined) return pid;
  return port === undefined ? undefined : owner(port);
}

/** A process and all below it, itself first; undefined when it is not there, or is only a proxy. */
export function treeOf(processes: readonly ProcessInfo[], rootPid: number): ProcessInfo[] | undefined {
  const root = processes.find(({ pid }) => pid === rootPid);
  if (!root || PROXIES.test(root.name)) return undefined;
  const children = groupByParent(processes);
  const tree = new Set([root]);
  // A set is walked to its end while it grows, and holds each process once.
  for (const { pid } of tree) for (const child of children.get(pid) ?? []) tree.add(child);
  return [...tree];
}

/** What a tree's processes hold together, and under whose name. */
function treeMemory(tree: readonly ProcessInfo[]): MemoryFigure {
  const { pid, name } = tree[0]!;
  const bytes = tree.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
  return {
    memory_mb: Math.round(bytes / 1e4) / 100,
    scope: 'process',
    source: `resident memory of process tree ${pid} (${name})`,
  };
}

function groupByParent(processes: readonly ProcessInfo[]): Map<number, ProcessInfo[]> {
  const children = new Map<number, ProcessInfo[]>();
  for (const one of processes) {
    const siblings = children.get(one.parentPid);
    if (siblings) siblings.push(one);
    else children.set(one.parentPid, [one]);
  }
  return children;
}
