/** Records the runs that ship with the compare page: each made-up model in a process of its own, asked the same. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../build.mjs';
import { firstJsonLine, jsonAtEnd, startCommand } from '../child-programs.mjs';
import { root } from '../run.mjs';
import { models, prompt } from './models.mjs';

const server = join(root, 'scripts', 'compared-runs', 'simulated-server.mjs');

await ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'trace-player-runs-'));
for (const { name } of models) {
  const child = spawn(process.execPath, ['--import', 'tsx', server, name], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url } = await firstJsonLine(child);
  const { file } = await jsonAtEnd(
    startCommand([
      ...['run', '--provider', 'ollama', '--base-url', url, '--model', name, '--prompt', prompt],
      ...['--run-id', name, '--output-dir', folder, '--json'],
    ]),
  );
  child.kill();
  // Of a machine on which no model ran there is nothing to say.
  const replay = readFileSync(file, 'utf8').replaceAll(/,"hardware":\{[^{}]*\}/g, '');
  writeFileSync(join(root, 'demo', 'public', 'runs', `${name}.json`), replay);
}
rmSync(folder, { recursive: true });
