import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runNpm, type Outcome } from '../../scripts/run.mjs';

export interface InstalledPackage {
  /** The file that would be published. */
  tarball: string;
  /** A project of its own, far from this repository, that has the package installed. */
  project: string;
  remove: () => void;
}

/** Packs the package as publishing would, and installs it as a user would. */
export async function installPackage(): Promise<InstalledPackage> {
  const project = mkdtempSync(join(tmpdir(), 'trace-player-package-'));
  const tarball = join(project, await pack(project));
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'user', private: true, type: 'module' }),
  );
  await succeed(
    runNpm(['install', tarball, '--prefix', project, '--prefer-offline', '--no-audit', '--no-fund'], {
      quiet: true,
    }),
  );
  return { tarball, project, remove: () => rmSync(project, { recursive: true, force: true }) };
}

async function pack(destination: string): Promise<string> {
  const args = ['pack', '--json', '--silent', '--pack-destination', destination];
  const { stdout } = await succeed(runNpm(args, { quiet: true }));
  const [{ filename }] = Object.values(JSON.parse(stdout)) as [{ filename: string }];
  return filename;
}

/** Runs a script in a folder with this Node. */
export function runNode(folder: string, args: string[]) {
  return run(process.execPath, args, { quiet: true, cwd: folder });
}

async function succeed(work: Promise<Outcome>): Promise<Outcome> {
  const outcome = await work;
  assert.ok(outcome.ok, outcome.output);
  return outcome;
}
