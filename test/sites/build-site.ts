import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, root, run, runNpm } from '../../scripts/run.mjs';

/** Taken from the registry where a site needs a newer Node than this one. */
const NEWER_NODE = '24.21.0';

const INSTALL_OPTIONS = ['--prefer-offline', '--no-audit', '--no-fund'];
const PATIENCE_MS = 5 * 60_000;

/** Stands in a site's pages for what a link holds behind `#trace=`. */
const TRACE_MARK = '%TRACE%';

/** A site of documentation, as its source lies beside this file. */
export interface SiteSource {
  readonly name: 'vitepress' | 'starlight' | 'frameworks';
  /** The programs that build it, within `node_modules`, with what they are told. */
  readonly builds: readonly (readonly [program: string, ...args: string[]])[];
  /** Where they write. */
  readonly output: string;
  /** Pages that show a link's run. */
  readonly pages: readonly string[];
  /** Files of it that lie elsewhere. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What its pages show. */
export interface ShownRun {
  /** The replay file's text. */
  readonly replay: string;
  /** What a link to it holds. */
  readonly payload: string;
  readonly picture: string;
}

/** A site that is built, and waits to be served. */
export interface BuiltSite {
  readonly folder: string;
  remove(): void;
}

/** Installs a site's packages and this project's, as `tarball` has it, in a folder of their own, and builds the site there. */
export async function buildSite(source: SiteSource, tarball: string, shown: ShownRun): Promise<BuiltSite> {
  const folder = mkdtempSync(join(tmpdir(), `trace-player-${source.name}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    cpSync(join(root, 'test', 'sites', source.name), folder, { recursive: true });
    const node = await install(folder, tarball);
    fillIn(folder, source, shown);
    for (const [program, ...args] of source.builds) {
      const script = join(folder, 'node_modules', program);
      const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' };
      await succeed(run(node, [script, ...args], { quiet: true, cwd: folder, env, timeoutMs: PATIENCE_MS }));
    }
    return { folder: join(folder, source.output), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function fillIn(folder: string, { pages, files = {} }: SiteSource, shown: ShownRun): void {
  const { replay, payload, picture } = shown;
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  for (const page of pages) {
    const path = join(folder, page);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(TRACE_MARK, payload));
  }
  const served = join(folder, 'public');
  // With the page for frames.
  cpSync(join(folder, 'node_modules', 'trace-player', 'dist', 'cdn'), join(served, 'trace-player'), {
    recursive: true,
  });
  cpSync(join(root, 'demo', 'public', 'icon.svg'), join(served, 'favicon.svg'));
  writeFileSync(join(served, 'run.json'), replay);
  writeFileSync(join(served, 'run.svg'), picture);
}

/** Resolves to the Node that the site is to be built with. */
async function install(folder: string, tarball: string): Promise<string> {
  const isNew = isNewEnough(folder);
  const packages = isNew ? [tarball] : [tarball, `node@${NEWER_NODE}`];
  await succeed(
    runNpm(['install', ...packages, '--prefix', folder, ...INSTALL_OPTIONS], {
      quiet: true,
      cwd: folder,
      timeoutMs: PATIENCE_MS,
    }),
  );
  return isNew ? process.execPath : join(folder, 'node_modules', 'node', 'bin', 'node');
}

/** A site's `engines` say `>=22.12` or nothing. */
function isNewEnough(folder: string): boolean {
  const { engines } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    engines?: { node: string };
  };
  const [major = 0, minor = 0] = engines?.node.match(/\d+/g)?.map(Number) ?? [];
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

async function succeed(work: Promise<Outcome>): Promise<void> {
  const { ok, output } = await work;
  assert.ok(ok, output);
}
