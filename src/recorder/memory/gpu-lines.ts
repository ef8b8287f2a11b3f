const LINE = /^\s*(\d+)\s*,\s*(\d+)\s*$/;
const MEBIBYTE = 1 << 20;

/** A line longer than this is none of `nvidia-smi`'s. */
const MAX_LINE = 4096;

/**
 * Reads the lines `pid, MiB` that `nvidia-smi --query-compute-apps` writes for each process on each GPU. A process on several GPUs
 * has several lines; where the driver does not tell (`[N/A]`), there is no figure.
 */
export class GpuLines {
  #rest = '';
  #bytes = new Map<number, number>();

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!.slice(0, MAX_LINE);
    for (const line of lines) {
      const [, pid, mebibytes] = LINE.exec(line) ?? [];
      if (pid === undefined) continue;
      this.#bytes.set(Number(pid), (this.#bytes.get(Number(pid)) ?? 0) + Number(mebibytes) * MEBIBYTE);
    }
  }

  /** The bytes by process since the last time: one reading. */
  take(): ReadonlyMap<number, number> {
    const taken = this.#bytes;
    this.#bytes = new Map();
    return taken;
  }
}
