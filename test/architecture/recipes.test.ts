import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/run.mjs';
import { pictureSvg, Trace, type TraceEvent } from '../../src/trace/index.js';

function read(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8');
}

const recipes = read('docs', 'recipes.md');

describe('docs/recipes.md', () => {
  it('has the files of the sites that are tested', () => {
    for (const [site, ...path] of [
      ['vitepress', '.vitepress', 'theme', 'index.js'],
      ['starlight', 'src', 'components', 'TracePlayer.astro'],
    ])
      assert.ok(recipes.includes(`\n${read('test', 'sites', site!, ...path)}\`\`\``), path.join('/'));
    const [setting] = /^ {2}vue: .*$/m.exec(read('test', 'sites', 'vitepress', '.vitepress', 'config.js'))!;
    assert.ok(recipes.includes(setting), setting);
  });

  it('names attributes, events and properties that the element has', () => {
    const element = ['trace-media-element.ts', 'trace-player.ts']
      .map((file) => read('src', 'components', 'trace-player', file))
      .join('\n');
    const properties = /type Properties = (.*);/.exec(recipes)![1]!.match(/\w+/g)!;
    for (const name of properties) assert.match(element, new RegExp(`\\b${name}\\b`), name);
    assert.match(read('src', 'components', 'trace-player', 'player-events.ts'), /'trace-error'/);
  });

  it('shows the picture that the command makes today (trace-player snapshot demo/public/runs/demo-model.json --svg docs/run.svg)', () => {
    const { events } = JSON.parse(read('demo', 'public', 'runs', 'demo-model.json')) as {
      events: TraceEvent[];
    };
    const trace = new Trace();
    for (const event of events) trace.append(event);
    assert.ok(pictureSvg(trace) === read('docs', 'run.svg'));
  });
});
