import { readFileSync } from 'node:fs';

/** The package's version: from the `package.json` above this file, wherever it was built to. */
export function packageVersion(): string {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const version = versionIn(folder);
    if (version !== undefined) return version;
    if (folder.pathname === '/' || new URL('../', folder).href === folder.href) return 'unknown';
  }
}

function versionIn(folder: URL): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as Record<
      string,
      unknown
    >;
    return name === 'trace-player' && typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
