import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { type MemorySampler, treeName } from '../memory-sampler.js';
import { GpuLines } from './gpu-lines.js';
import { megabytes } from './memory-answer.js';
import type { ProcessTree } from './process-tree.js';

const ARGUMENTS = ['--query-compute-apps=pid,used_memory', '--format=csv,noheader,nounits', '-lms', '250'];

/** Nothing more of a reading comes after this long: a reading is written at once, the next a quarter of a second later. */
const READING_ENDS_MS = 50;

export interface GpuMemoryOptions {
  /** Where programs are looked for. Default: the environment's `PATH`. */
  path?: string;
}

/**
 * Samples the GPU memory of a process tree with one `nvidia-smi` that lives as long as the sampling: starting one for each sample
 * costs a tenth of a second. Nothing is told where there is none, or where it tells of none of the tree's processes.
 */
export function gpuMemorySampler(
  tree: ProcessTree,
  { path = process.env.PATH }: GpuMemoryOptions = {},
): MemorySampler {
  return {
    start(onSample) {
      let isStopped = false;
      let child: ChildProcess | undefined;
      const tell = (bytesByPid: ReadonlyMap<number, number>) => {
        const processes = tree.last;
        const found = processes?.flatMap(({ pid }) => bytesByPid.get(pid) ?? []) ?? [];
        if (isStopped || !processes || found.length === 0) return;
        const bytes = found.reduce((sum, one) => sum + one, 0);
        const source = `GPU memory of ${treeName(processes)}, told by nvidia-smi`;
        onSample({ memory_mb: megabytes(bytes), scope: 'gpu', source });
      };
      void programOn(path, 'nvidia-smi').then((program) => {
        if (program && !isStopped) child = startReading(program, tell);
      });
      return () => {
        isStopped = true;
        child?.kill();
      };
    },
  };
}

function startReading(
  program: string,
  tell: (bytesByPid: ReadonlyMap<number, number>) => void,
): ChildProcess {
  const child = spawn(program, ARGUMENTS, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = new GpuLines();
  let ends: NodeJS.Timeout | undefined;
  // One that cannot be started is none.
  child.on('error', () => {});
  child.on('close', () => clearTimeout(ends));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines.push(text);
    clearTimeout(ends);
    ends = setTimeout(() => tell(lines.take()), READING_ENDS_MS);
    ends.unref();
  });
  child.unref();
  if (child.stdout instanceof Socket) child.stdout.unref();
  return child;
}

/** A program's path; undefined where there is none. Looked for before it is started: starting what is not there costs more. */
async function programOn(path: string | undefined, name: string): Promise<string | undefined> {
  for (const folder of (path ?? '').split(delimiter).filter((one) => one !== '')) {
    const program = join(folder, name);
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return program;
  }
  return undefined;
}
