import { ownerOfPort, type ProcessInfo, readDescendants, readProcesses } from '../process-table.js';

/** Which process tree is followed, and how it is read. */
export interface ProcessTreeOptions {
  /** The port, on this machine, behind which the model server is. */
  port?: number;
  /** The process itself, where it is known: it goes before the port. */
  pid?: number;
  /** All processes, or, with ids, only those. Default: the platform's. */
  processes?: (only?: readonly number[]) => Promise<ProcessInfo[]>;
  /** The ids of a process and of all below it, where the system tells; else all processes are read. Default: the platform's. */
  descendants?: (pid: number) => Promise<readonly number[] | undefined>;
  owner?: (port: number) => Promise<number | undefined>;
}

/** Every so many readings new children are looked for; in between only the tree's known processes are read. */
const READINGS_PER_LOOK = 8;

/** A port's owner that is not found is looked for ever more seldom, up to every so many readings: it may not be ours to see. */
const MAX_READINGS_PER_SEARCH = 32;

/** Programs that hold a container's port on the host: behind them is another process tree, which is not to be seen. */
const PROXIES =
  /^(docker-proxy|com\.docker.*|rootlessport|slirp4netns|pasta|gvproxy|vpnkit.*|kube-proxy|ssh|sshd)$/;

/** Follows one process tree: it may be there only later, grow, shrink, and be started again as another process. */
export class ProcessTree {
  readonly #options: ProcessTreeOptions;
  #root?: number;
  #processes?: readonly ProcessInfo[];
  #readings = 0;
  #searchPause = 1;
  #readingsToSearch = 0;

  constructor(options: ProcessTreeOptions) {
    this.#options = options;
  }

  /** As it was read last; undefined when it is not there. */
  get last(): readonly ProcessInfo[] | undefined {
    return this.#processes;
  }

  /** Its processes now, the root first; undefined when it is not to be found. */
  async read(): Promise<readonly ProcessInfo[] | undefined> {
    if (this.#root === undefined && this.#readingsToSearch-- > 0) return undefined;
    this.#root ??= await rootProcess(this.#options);
    this.#processes = this.#root === undefined ? undefined : await this.#readTree(this.#root);
    if (this.#processes) this.#searchPause = 1;
    else this.#lose();
    return this.#processes;
  }

  #lose(): void {
    this.#root = undefined;
    this.#readings = 0;
    this.#readingsToSearch = this.#searchPause - 1;
    this.#searchPause = Math.min(MAX_READINGS_PER_SEARCH, this.#searchPause * 2);
  }

  async #readTree(root: number): Promise<readonly ProcessInfo[] | undefined> {
    const { processes = readProcesses, descendants } = this.#options;
    const isLook = this.#readings++ % READINGS_PER_LOOK === 0;
    const known = isLook ? undefined : this.#processes?.map(({ pid }) => pid);
    // Who tells other processes than the platform's does not know of their children by it.
    const below = descendants ?? (this.#options.processes ? undefined : readDescendants);
    return treeOf(await processes(known ?? (await below?.(root))), root);
  }
}

async function rootProcess({
  pid,
  port,
  owner = ownerOfPort,
}: ProcessTreeOptions): Promise<number | undefined> {
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

function groupByParent(processes: readonly ProcessInfo[]): Map<number, ProcessInfo[]> {
  const children = new Map<number, ProcessInfo[]>();
  for (const one of processes) {
    const siblings = children.get(one.parentPid);
    if (siblings) siblings.push(one);
    else children.set(one.parentPid, [one]);
  }
  return children;
}
