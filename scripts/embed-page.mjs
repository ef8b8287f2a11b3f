import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const demo = new URL('../demo/', import.meta.url);

/**
 * Makes the page for frames of the built scripts: the one that reads its link, and the one with the player, which the first does not
 * wait for.
 *
 * @returns {import('vite').Plugin}
 */
export function embedPage() {
  return {
    name: 'embed-page',
    enforce: 'pre',
    // What other pages fetch on demand is what this one is for.
    resolveId(source, importer) {
      if (!source.endsWith('/snapshot-address-on-demand.js')) return undefined;
      return this.resolve(source.replace('-on-demand', ''), importer);
    },
    generateBundle(_options, bundle) {
      let page = readFileSync(new URL('embed.html', demo), 'utf8').replace(
        './styles/embed.css',
        './embed/embed.css',
      );
      for (const output of Object.values(bundle))
        if (output.type === 'chunk' && output.isEntry)
          page = page.replace(`./${output.name}.ts`, `./${output.fileName}`);
      this.emitFile({ type: 'asset', fileName: 'embed.html', source: page });
      const styles = readFileSync(new URL('styles/embed.css', demo));
      this.emitFile({ type: 'asset', fileName: 'embed/embed.css', source: styles });
    },
  };
}

/**
 * Which script a module is in: what is needed to read a link is in the first, all else in the second.
 *
 * @param {string} id
 * @param {{ getModuleInfo(id: string): { importedIds: readonly string[] } | null }} graph
 */
export function embedScript(id, graph) {
  return neededBy(fileURLToPath(new URL('read-link.ts', demo)), graph).has(id) ? 'read-link' : 'embed-page';
}

/**
 * @param {string} entry
 * @param {{ getModuleInfo(id: string): { importedIds: readonly string[] } | null }} graph
 */
function neededBy(entry, graph) {
  const needed = new Set([entry]);
  // What is added meanwhile is gone through, too.
  for (const id of needed)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) needed.add(imported);
  return needed;
}
