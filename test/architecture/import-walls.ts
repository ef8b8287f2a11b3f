import { posix } from 'node:path';
import ts from 'typescript';
import { readSources, type SourceFile } from './source-files.js';

interface Walls {
  /** The rooms that it may import, besides itself. */
  rooms: string[];
  /** Packages that it must do without. */
  refusedPackages?: RegExp;
}

const node = /^node:/;
const lit = /^(lit$|lit\/|lit-|@lit\/|@lit-labs\/)/;
const nodeOrLit = new RegExp(`${node.source}|${lit.source}`);

const walls: Record<string, Walls> = {
  'src/trace': { rooms: [], refusedPackages: nodeOrLit },
  'src/engine': { rooms: ['src/trace'], refusedPackages: nodeOrLit },
  'src/components': { rooms: ['src/trace', 'src/engine'], refusedPackages: node },
  'src/recorder': { rooms: ['src/trace'], refusedPackages: lit },
  demo: { rooms: ['src/trace', 'src/engine', 'src/components'] },
  'serve-page': { rooms: ['src/trace', 'src/engine', 'src/components'] },
  stories: { rooms: ['src/trace', 'src/engine', 'src/components', 'demo'] },
};

/** Lists the imports of a tree that go through a wall, as `file → import`. */
export function importsThroughWalls(root: string): string[] {
  return Object.entries(walls).flatMap(([room, { rooms, refusedPackages }]) =>
    readSources(root, [room], ['.ts', '.js', '.html']).flatMap((file) =>
      importsOf(file)
        .filter((specifier) =>
          specifier.startsWith('.')
            ? !isInside([room, ...rooms], resolveFrom(file.path, specifier))
            : refusedPackages?.test(specifier),
        )
        .map((specifier) => `${file.path} → ${specifier}`),
    ),
  );
}

/** Every import of a file: of types, of code, on demand, and what it exports from elsewhere. */
function importsOf({ path, text }: SourceFile): string[] {
  if (path.endsWith('.html')) return [...text.matchAll(/\bsrc="(\.[^"]+)"/g)].map(([, source]) => source!);
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function resolveFrom(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}

function isInside(rooms: string[], path: string): boolean {
  return rooms.some((room) => path.startsWith(`${room}/`));
}
