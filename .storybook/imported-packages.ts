import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Lists the modules that the files of some folders import from packages, such as `lit/directives/ref.js`; style sheets are none. */
export function importedPackages(folders: readonly string[]): string[] {
  const imports = folders
    .flatMap(sourcesIn)
    .flatMap((path) => ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles)
    .map(({ fileName }) => fileName);
  return [...new Set(imports)].filter((name) => !name.startsWith('.') && !name.includes('.css'));
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}
