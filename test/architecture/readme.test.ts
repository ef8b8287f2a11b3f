import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/run.mjs';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const elements = sourcesIn('components');
const command = sourcesIn('recorder/cli');
const blockKinds = /CLASS_OF_KIND[^}]*/.exec(elements)![0];

describe('README.md', () => {
  it('names every custom property that the elements read, and no other', () => {
    assert.deepEqual(distinct(readme, /--trace-[\w-]+/g), distinct(elements, /--trace-[\w-]+/g));
  });

  it('names only parts that the elements have', () => {
    const table = readme.slice(readme.indexOf('Parts, for'), readme.indexOf('`setStrings'));
    const named = distinct(table, /(?<=`)[a-z][a-z-]+(?=`)/g);
    assert.ok(named.length > 30);
    assert.deepEqual(
      named.filter((part) => !hasPart(part)),
      [],
    );
  });

  it('names only attributes that the elements have', () => {
    const tables = readme.slice(readme.indexOf('| attribute'), readme.indexOf('### Looks'));
    const named = [...tables.matchAll(/^\| attribute[^]*?\n\n/gm)].flatMap(([table]) =>
      [...table.matchAll(/^\| ((?:`[a-z-]+` ?)+)/gm)].flatMap(([, names]) => names!.match(/[a-z-]+/g)!),
    );
    assert.ok(named.length >= 15);
    for (const name of named) {
      assert.match(
        elements,
        new RegExp(`attribute: '${name}'|^    ${name}: (?:\\{ |SIDE)|'${name}'\\]`, 'm'),
        name,
      );
    }
  });

  it('names only options that the command has', () => {
    const lines = readme
      .split('\n')
      .filter((line) => line.includes('trace-player run') || line.includes('`--'));
    const named = distinct(lines.join('\n').replace(/--trace-[\w-]+/g, ''), /(?<=[\s`])--[a-z][a-z-]+/g);
    assert.ok(named.length >= 5);
    for (const option of named)
      assert.ok(option === '--help' || new RegExp(`'${option}[ ']`).test(command), option);
  });
});

function sourcesIn(folder: string): string {
  return readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'src', folder, name), 'utf8'))
    .join('\n');
}

function distinct(text: string, pattern: RegExp): string[] {
  return [...new Set(text.match(pattern))].sort();
}

/** Parts stand in templates, some of them put together: `panel-${kind}`; those of blocks are told by their kind. */
function hasPart(part: string): boolean {
  const given = [...elements.matchAll(/part="([^"]*)"/g)].flatMap(([, parts]) => [
    ...parts!.replace(/\$\{[^}]*\}/g, '*').split(/\s+/),
    ...(parts!.match(/(?<=')[a-z-]+(?=')/g) ?? []),
  ]);
  const added = [...elements.matchAll(/(?:part\.add\(|setAttribute\('part', )([^)]*)\)/g)].flatMap(
    ([, parts]) => parts!.match(/[a-z-]+/g) ?? [],
  );
  const isOfBlock = new RegExp(`: '${part}',$`, 'm').test(blockKinds);
  return isOfBlock || added.includes(part) || given.some((name) => isLike(part, name));
}

function isLike(part: string, name: string): boolean {
  return name !== '*' && new RegExp(`^${name.replaceAll('*', '[a-z-]+')}$`).test(part);
}
