import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'vite';
import { root, runTool } from '../../scripts/run.mjs';
import { endCommand, firstJsonLine } from '../e2e/command.js';
import { installPackage, runNode, type InstalledPackage } from './installed-package.js';

const { exports, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
  bin: Record<string, string>;
};

describe('the packed package', () => {
  let installed: InstalledPackage;
  before(async () => {
    installed = await installPackage();
  });
  after(() => installed?.remove());

  it('is in order for those who publish and bundle', async () => {
    const { ok, output } = await runTool('publint', 'publint', ['run', installed.tarball, '--strict'], {
      quiet: true,
    });
    assert.ok(ok, output);
  });

  it('has types that resolve for every entry', async () => {
    const args = [installed.tarball, '--profile', 'esm-only'];
    const { ok, output } = await runTool('@arethetypeswrong/cli', 'attw', args, { quiet: true });
    assert.ok(ok, output);
  });

  // The file for script tags holds Lit for browsers: there it has a test of its own.
  for (const entry of Object.keys(exports).filter((name) => name !== './cdn')) {
    it(`has an entry ${entry} that loads in Node, where there is no DOM`, async () => {
      const specifier = join('trace-player', entry).replaceAll('\\', '/');
      const attributes = entry.endsWith('.json') ? `, { with: { type: 'json' } }` : '';
      const script = `const entry = await import('${specifier}'${attributes}); console.log(Object.keys(entry).length);`;
      const { ok, output } = await runNode(installed.project, ['--input-type=module', '--eval', script]);
      assert.ok(ok, output);
      assert.match(output, /^[1-9]\d*$/m, 'it exports something');
    });
  }

  it('keeps its elements in a user’s bundle', async () => {
    const entry = join(installed.project, 'main.js');
    writeFileSync(entry, `import 'trace-player';`);
    const built = await build({
      root: installed.project,
      configFile: false,
      logLevel: 'silent',
      build: { write: false, lib: { entry, formats: ['es'] } },
    });
    const { output } = (Array.isArray(built) ? built[0]! : built) as { output: { code?: string }[] };
    const code = output.map((file) => file.code).join('\n');
    assert.match(code, /customElements\.define/);
    // A part of every player, and one on demand.
    for (const tag of ['trace-player-timeline', 'trace-player-panel'])
      assert.match(code, new RegExp(`\\w\\(.${tag}.,`), tag);
  });

  it('names every file beside a script as it is, so that no bundler has to guess', () => {
    const folder = join(installed.project, 'node_modules', 'trace-player', 'dist', 'esm');
    const scripts = readdirSync(folder, { recursive: true }).map(String);
    const named = scripts
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [
        ...readFileSync(join(folder, file), 'utf8').matchAll(/([^\s(]+),\s*import\.meta\.url/g),
      ])
      .map(([, name]) => name!);
    assert.ok(named.length > 0, 'the worker is one');
    for (const name of named) assert.match(name, /^(["']).*\1$/);
  });

  it('has a command that says how it is used', async () => {
    const script = join(installed.project, 'node_modules', 'trace-player', bin['trace-player']!);
    const { ok, output } = await runNode(tmpdir(), [script, '--help']);
    assert.ok(ok, output);
    assert.match(output, /Usage: trace-player/);
  });

  it('serves a folder of replays from where it was installed', async () => {
    const script = join(installed.project, 'node_modules', 'trace-player', bin['trace-player']!);
    const folder = mkdtempSync(join(tmpdir(), 'trace-player-served-'));
    const args = [script, 'serve', folder, '--port', '0', '--json'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      const { url } = await firstJsonLine<{ url: string }>(child);
      const page = await (await fetch(url)).text();
      const [, main] = /<script type="module"[^>]* src="([^"]+)"/.exec(page)!;
      for (const path of [main!, '/player/trace-player.js', '/icon.svg']) {
        assert.equal((await fetch(new URL(path, url))).status, 200, path);
      }
    } finally {
      await endCommand(child);
      rmSync(folder, { recursive: true });
    }
  });

  it('holds no tests and no build state', () => {
    const files = readdirSync(join(installed.project, 'node_modules', 'trace-player'), {
      recursive: true,
    }).map(String);
    assert.deepEqual(
      files.filter((file) => /\.test\.|tsbuildinfo|^test|^scripts/.test(file)),
      [],
    );
  });
});

describe('the built command', () => {
  it('runs from a folder with nothing beside it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trace-player-alone-'));
    try {
      cpSync(join(root, 'dist', 'node'), folder, { recursive: true });
      const { ok, output } = await runNode(folder, ['cli.js', '--help']);
      assert.ok(ok, output);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
