import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { embedPage, embedScript } from './scripts/embed-page.mjs';
import { readyOnLoad, secondMinifying, shortTemplates } from './scripts/small-output.mjs';

const target = 'es2022';
const root = fileURLToPath(new URL('.', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  dependencies: Record<string, string>;
};

/**
 * How decorators are lowered. Stated here because Vite reads these flags only from a tsconfig whose `include` covers
 * the file, and otherwise emits raw decorators that no browser parses.
 */
export const oxc: UserConfig['oxc'] = {
  decorator: { legacy: true },
  assumptions: { setPublicClassFields: true },
  typescript: { removeClassFieldsWithoutInitializer: true },
};

/** Worker scripts lie beside what starts them, wherever that is served from. */
const besideEachOther: UserConfig = { base: './', worker: { format: 'es' } };

/** A dependency that is no module, so that no browser could import it by itself. */
const scriptOnly = 'lz-string';

const small = [shortTemplates(), secondMinifying(), readyOnLoad()];

/** Importing these does nothing by itself, though their packages do not all say so. */
const hasSideEffects = (id: string) =>
  !/node_modules\/(@lit-labs\/signals|lit-html|signal-polyfill)\//.test(id);

/** For bundlers and import maps: dependencies stay imports, so that a page holds one copy of Lit. */
const esm: UserConfig = {
  ...besideEachOther,
  // Bundlers move scripts about: no page for frames lies beside them.
  define: { EMBED_PAGE: 'undefined' },
  build: {
    outDir: 'dist/esm',
    target,
    minify: false,
    sourcemap: true,
    lib: {
      entry: { index: 'src/components/index.ts', engine: 'src/engine/index.ts', trace: 'src/trace/index.ts' },
      formats: ['es'],
    },
    rolldownOptions: {
      // A package's style sheet is taken in as text: no bundler need know how.
      external: Object.keys(dependencies)
        .filter((name) => name !== scriptOnly)
        .map((name) => new RegExp(`^${name}($|/(?!.*\\.css))`)),
      output: { chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

/**
 * For `<script type="module">`: one file with all that a first player needs; what is loaded on demand lies beside it,
 * so that its relative imports work from any origin.
 */
const cdn: UserConfig = {
  ...besideEachOther,
  plugins: small,
  // The first: the signals' own checks while they are developed. The second: the page for frames lies beside this script, wherever that is.
  define: { ngDevMode: 'false', EMBED_PAGE: '"./embed.html"' },
  build: {
    outDir: 'dist/cdn',
    target,
    modulePreload: false,
    lib: { entry: { 'trace-player': 'src/components/index.ts' }, formats: ['es'] },
    rolldownOptions: {
      preserveEntrySignatures: 'allow-extension',
      treeshake: { moduleSideEffects: hasSideEffects },
      output: {
        chunkFileNames: '[name]-[hash].js',
        // What the entry shares with a chunk on demand stays in the entry, instead of becoming a second file to wait for.
        codeSplitting: { groups: [{ name: 'trace-player', tags: ['$initial'] }] },
        // The library mode keeps whitespace of ES output unless the output itself is told to minify.
        minify: true,
      },
    },
  },
};

/**
 * The page for frames, beside the file for a script tag. What reads its link is a script of its own, which does that while the
 * player is still on its way.
 */
const embed: UserConfig = {
  ...besideEachOther,
  plugins: [...small, embedPage()],
  define: { ngDevMode: 'false', EMBED_PAGE: '"../embed.html"' },
  publicDir: false,
  build: {
    outDir: 'dist/cdn',
    emptyOutDir: false,
    assetsDir: 'embed',
    target,
    modulePreload: false,
    lib: { entry: { 'read-link': 'demo/read-link.ts', 'embed-page': 'demo/embed-page.ts' }, formats: ['es'] },
    rolldownOptions: {
      preserveEntrySignatures: 'allow-extension',
      treeshake: { moduleSideEffects: hasSideEffects },
      output: {
        entryFileNames: 'embed/[name].js',
        chunkFileNames: 'embed/[name]-[hash].js',
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: embedScript, tags: ['$initial'] }],
        },
        minify: true,
      },
    },
  },
};

/** The recorder and the command, with everything bundled: the command runs from a folder without node_modules. */
const node: UserConfig = {
  ssr: { noExternal: true, target: 'node' },
  build: {
    outDir: 'dist/node',
    target: 'node20',
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: { index: 'src/recorder/index.ts', cli: 'src/recorder/cli/main.ts' },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

/** The demo pages, with relative addresses, so that they can be served from any folder. */
const demo: UserConfig = {
  root: 'demo',
  base: './',
  server: { fs: { allow: [root] } },
  build: {
    outDir: '../dist/demo',
    emptyOutDir: true,
    target,
    rolldownOptions: {
      input: readdirSync(new URL('demo/', import.meta.url))
        // The page for frames has a build of its own.
        .filter((name) => name.endsWith('.html') && name !== 'embed.html')
        .map((name) => `${root}demo/${name}`),
      // What the pages share is one file: each more is one to wait for.
      output: {
        codeSplitting: {
          groups: [{ name: 'player', tags: ['$initial'], test: /\.[mc]?[jt]s$/, minShareCount: 2 }],
        },
      },
    },
  },
};

/** The page of `trace-player serve`, at addresses from the root on. The player comes from `dist/cdn`, when a run is opened. */
const serve: UserConfig = {
  root: 'serve-page',
  base: '/',
  build: {
    outDir: '../dist/serve',
    emptyOutDir: true,
    target,
    // A script of its own would be inlined else, which the page's policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
};

const builds: Record<string, UserConfig> = { esm, cdn, embed, node, demo, serve };

export default defineConfig(({ mode }) => ({ oxc, ...builds[mode] }));
