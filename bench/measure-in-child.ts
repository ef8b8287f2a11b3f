import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figure.js';

const childPath = fileURLToPath(new URL('child.ts', import.meta.url));

/** Runs a measurement in a process of its own, so that no other's heap disturbs it. Rejects when it breaks. */
export function measureInChild(name: string, replayPath: string): Promise<Figure[]> {
  return new Promise((resolve, reject) => {
    const child = fork(childPath, [name, replayPath]);
    let figures: Figure[] | undefined;
    child.on('message', (message) => (figures = message as Figure[]));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (figures && code === 0) resolve(figures);
      else reject(new Error(`The measurement "${name}" broke off (${signal ?? `exit code ${code}`}).`));
    });
  });
}
