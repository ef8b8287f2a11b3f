import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figureTable } from './figure-table.js';
import { measureInChild } from './measure-in-child.js';
import { measurements } from './measurements/registry.js';
import { writeLongReplay } from './replay/write-long-replay.js';

const TOKEN_COUNT = 1_000_000;

/** Measures what is named, or all. Returns the exit code: a missed aim is told and breaks nothing. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !Object.hasOwn(measurements, name));
  if (unknown.length > 0) {
    console.error(
      `No measurement "${unknown.join('", "')}". There are: ${Object.keys(measurements).join(', ')}.`,
    );
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-'));
  try {
    const replayPath = join(folder, 'long.json');
    const chosen = names.length > 0 ? names : Object.keys(measurements);
    if (chosen.some((name) => measurements[name]!.needsReplay)) {
      console.error(`Writing a replay of ${TOKEN_COUNT.toLocaleString('en')} token events…`);
      writeLongReplay(replayPath, TOKEN_COUNT);
    }
    return await measureAll(chosen, replayPath);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAll(names: readonly string[], replayPath: string): Promise<number> {
  let exitCode = 0;
  for (const name of names) {
    console.log(`\n${name}: ${measurements[name]!.title}`);
    try {
      console.log(figureTable(await measureInChild(name, replayPath)));
    } catch (error) {
      console.error(`  ${(error as Error).message}`);
      exitCode = 1;
    }
  }
  return exitCode;
}

process.exitCode = await main(process.argv.slice(2));
