import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { importsThroughWalls } from './import-walls.js';
import { brokenSourceRules } from './source-rules.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const temporaryTrees: string[] = [];

function treeOf(files: Record<string, string>): string {
  const tree = mkdtempSync(join(tmpdir(), 'trace-player-walls-'));
  temporaryTrees.push(tree);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  return tree;
}

after(() => {
  for (const tree of temporaryTrees) rmSync(tree, { recursive: true });
});

describe('the walls between the rooms', () => {
  it('hold in this repository', () => {
    assert.deepEqual(importsThroughWalls(root), []);
  });

  it('let a room import what lies below it', () => {
    const tree = treeOf({
      'src/trace/replay/read.ts': `import { a } from '../a.js';`,
      'src/engine/player.ts': `import type { Trace } from '../trace/trace.js'; import { Signal } from 'signal-polyfill';`,
      'src/components/x/x.ts': `import { html } from 'lit'; import '../../engine/player.js'; import '../../trace/a.js';`,
      'src/recorder/bus.ts': `import 'node:fs'; import '../trace/a.js';`,
      'demo/index.html': `<script type="module" src="../src/components/index.ts"></script>`,
    });
    assert.deepEqual(importsThroughWalls(tree), []);
  });

  const refused: [name: string, path: string, text: string, specifier: string][] = [
    ['trace importing engine', 'src/trace/a.ts', `import { b } from '../engine/b.js';`, '../engine/b.js'],
    [
      'engine importing components',
      'src/engine/a.ts',
      `export * from '../components/b.js';`,
      '../components/b.js',
    ],
    ['engine importing recorder', 'src/engine/a.ts', `await import('../recorder/b.js');`, '../recorder/b.js'],
    [
      'recorder importing engine',
      'src/recorder/cli/a.ts',
      `import '../../engine/b.js';`,
      '../../engine/b.js',
    ],
    [
      'components importing recorder',
      'src/components/a.ts',
      `import '../recorder/b.js';`,
      '../recorder/b.js',
    ],
    ['a type import', 'src/trace/a.ts', `import type { B } from '../engine/b.js';`, '../engine/b.js'],
    ['a type written as an import', 'src/trace/a.ts', `let b: import('../engine/b.js').B;`, '../engine/b.js'],
    ['trace leaving src', 'src/trace/a.ts', `import '../../scripts/b.js';`, '../../scripts/b.js'],
    ['trace importing Node', 'src/trace/a.ts', `import 'node:fs';`, 'node:fs'],
    ['engine importing Lit', 'src/engine/a.ts', `import 'lit';`, 'lit'],
    ['engine importing Lit’s signals', 'src/engine/a.ts', `import '@lit-labs/signals';`, '@lit-labs/signals'],
    ['a story importing recorder', 'stories/a.ts', `import '../src/recorder/b.js';`, '../src/recorder/b.js'],
    [
      'a page importing recorder',
      'demo/a.html',
      `<script src="../src/recorder/b.ts">`,
      '../src/recorder/b.ts',
    ],
    [
      'the page of a served folder importing its server',
      'serve-page/a.ts',
      `import type { ListedRun } from '../src/recorder/serve/listed-run.js';`,
      '../src/recorder/serve/listed-run.js',
    ],
  ];
  for (const [name, path, text, specifier] of refused) {
    it(`refuse ${name}`, () => {
      assert.deepEqual(importsThroughWalls(treeOf({ [path]: text })), [`${path} → ${specifier}`]);
    });
  }
});

describe('the rules for source files', () => {
  it('hold in this repository', () => {
    assert.deepEqual(brokenSourceRules(root), []);
  });

  const refused: [name: string, path: string, text: string][] = [
    ['a dumping ground', 'src/trace/utils.ts', ''],
    ['a file that is too long', 'src/trace/a.ts', 'x;\n'.repeat(251)],
    ['markup from text', 'src/components/a.ts', 'element.innerHTML = text;'],
    ['unsafe templates', 'src/components/a.ts', 'html`${unsafeHTML(text)}`'],
    ['evaluated code', 'src/trace/a.ts', 'eval(text)'],
    ['a style attribute', 'src/components/a.ts', 'html`<p style="color: red"></p>`'],
    ['a note of what is to be done', 'src/engine/a.ts', '// TODO later'],
  ];
  for (const [name, path, text] of refused) {
    it(`refuse ${name}`, () => {
      assert.equal(brokenSourceRules(treeOf({ [path]: text })).length, 1);
    });
  }

  it('let styles be as long as they are', () => {
    assert.deepEqual(brokenSourceRules(treeOf({ 'src/components/a.styles.ts': 'x;\n'.repeat(400) })), []);
  });
});
