import { readFileSync } from 'node:fs';

const demo = new URL('../demo/', import.meta.url);

/**
 * Makes of the demo's page for frames one that lies beside the file for a script tag, and whose player is that file's.
 *
 * @returns {import('vite').Plugin}
 */
export function embedPage() {
  return {
    name: 'embed-page',
    enforce: 'pre',
    resolveId(source) {
      if (source.endsWith('/src/components/index.js')) return { id: './trace-player.js', external: true };
      // It is one of that file's own parts on demand.
      if (source.endsWith('/snapshot-address.js')) return '\0on-demand';
      return undefined;
    },
    load: (id) => (id === '\0on-demand' ? '' : undefined),
    generateBundle() {
      const page = readFileSync(new URL('embed.html', demo), 'utf8')
        .replace('./embed-page.ts', './embed.js')
        .replace('./styles/embed.css', './embed.css');
      this.emitFile({ type: 'asset', fileName: 'embed.html', source: page });
      const styles = readFileSync(new URL('styles/embed.css', demo));
      this.emitFile({ type: 'asset', fileName: 'embed.css', source: styles });
    },
  };
}
