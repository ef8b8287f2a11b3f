import { ownerOfPort, type ProcessInfo, readProcesses } from '../process-table.js';

/** Which process tree is followed, and how it is read. */
export interface ProcessTreeOptions {
  /** The port, on this machine, behind which the model server is. */
  port?: number;
  /** The process itself, where it is known: it goes before the port. */
  pid?: number;
  /** All processes, or, with ids, only those. Default: the platform's. */
  processes?: (only?: readonly number[]) => Promise<ProcessInfo[]>;
  owner?: (port: number) => Promise<number | undefined>;
}

/** Every so many readings all processes are read, to find new children; in between only those of the tree. */
const READINGS_PER_LOOK = 8;

/** Programs that hold a container's port on the host: behind them is another process tree, which is not to be seen. */
const PROXIES =
  /^(docker-proxy|com\.docker.*|rootlessport|slirp4netns|pasta|gvproxy|vpnkit.*|kube-proxy|ssh|sshd)$/;

/** Follows one process tree: it may be there only later, grow, shrink, and be started again as another process. */
export class ProcessTree {
  readonly #options: ProcessTreeOptions;
  #root?: number;
  #processes?: readonly ProcessInfo[];
  #readings = 0;

  constructor(options: ProcessTreeOptions) {
    this.#options = options;
  }

  /** As it was read last; undefined when it is not there. */
  get last(): readonly ProcessInfo[] | undefined {
    return this.#processes;
  }

  /** Its processes now, the root first; undefined when it is not to be found. */
  async read(): Promise<readonly ProcessInfo[] | undefined> {
    const { processes = readProcesses } = this.#options;
    this.#root ??= await rootProcess(this.#options);
    if (this.#root === undefined) return undefined;
    const isLook = this.#readings++ % READINGS_PER_LOOK === 0;
    const known = isLook ? undefined : this.#processes?.map(({ pid }) => pid);
    this.#processes = treeOf(await processes(known), this.#root);
    if (!this.#processes) this.#root = undefined;
    return this.#processes;
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
