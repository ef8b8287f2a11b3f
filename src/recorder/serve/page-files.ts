import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

/**
 * The page's own files, by their addresses: the page at `/`, the player below `/player/`. They are listed once; an address is only
 * ever looked up among them, so that none leads anywhere else.
 */
export class PageFiles {
  readonly #paths = new Map<string, string>();

  /** `built` is the folder that holds `serve/` and `cdn/`. Throws when they are not there. */
  constructor(built = builtFolder()) {
    if (!existsSync(join(built, 'serve', 'index.html'))) {
      throw new Error(`The page is not in ${built}: run npm run build, or install the package whole.`);
    }
    this.#add('/', join(built, 'serve'));
    this.#add('/player/', join(built, 'cdn'));
  }

  /** The page itself, at whatever address it is opened. */
  page(): Promise<PageFile> {
    return this.file('/index.html') as Promise<PageFile>;
  }

  /** Undefined where the page has no such file. */
  async file(address: string): Promise<PageFile | undefined> {
    const path = this.#paths.get(address);
    const type = CONTENT_TYPES[extname(address)];
    return path === undefined || type === undefined ? undefined : { type, body: await readFile(path) };
  }

  #add(address: string, folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) this.#add(`${address}${entry.name}/`, path);
      else this.#paths.set(address + entry.name, path);
    }
  }
}

/** What was built lies in `dist` of the package that this file is in, wherever in it this file was built to. */
function builtFolder(): string {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder)) && new URL('../', folder).href !== folder.href) {
    folder = new URL('../', folder);
  }
  return fileURLToPath(new URL('dist/', folder));
}
