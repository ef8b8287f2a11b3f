import { transform as transformCss } from 'lightningcss';
import { minify } from 'terser';

/**
 * The nodes of a parsed module, as far as they are looked at.
 *
 * @typedef {{ type?: string; start: number; end: number; value: { cooked: string; raw: string } }} Quasi
 * @typedef {{ type?: string; tag?: { name?: string }; quasi?: { quasis: Quasi[] } }} SyntaxNode
 */

/**
 * Makes the text of `css` and `html` templates as short as it can be without meaning anything else: style sheets as Lightning CSS
 * writes them, and each run of white space of a template one space, which HTML takes for the same where no text is preformatted.
 *
 * @returns {import('vite').Plugin}
 */
export function shortTemplates() {
  return {
    name: 'short-templates',
    transform: {
      filter: { id: /\/src\/components\/.*\.ts$/ },
      handler(code) {
        const edits = nodesOf(this.parse(code)).flatMap((node) => editsOf(node));
        // From the end on, so that what lies before an edit stays where it is.
        edits.sort((left, right) => right.start - left.start);
        for (const { start, end, text } of edits) code = code.slice(0, start) + text + code.slice(end);
        return { code, map: null };
      },
    },
  };
}

/**
 * Says each chunk once more with Terser, after the bundler's own minifying: together they find more than either alone.
 *
 * @returns {import('vite').Plugin}
 */
export function secondMinifying() {
  return {
    name: 'second-minifying',
    async generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type !== 'chunk') continue;
        const { code } = await minify(output.code, {
          module: true,
          ecma: 2020,
          compress: { passes: 3, unsafe_arrows: true },
        });
        output.code = /** @type {string} */ (code);
      }
    },
  };
}

/**
 * Lets Chromium make the functions of the first scripts ready while they come, in the background, instead of one by one as they are
 * called: most of them draw the first frame. Other browsers take the line for a comment.
 *
 * @see https://v8.dev/blog/explicit-compile-hints
 * @returns {import('vite').Plugin}
 */
export function readyOnLoad() {
  return {
    name: 'ready-on-load',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle))
        if (output.type === 'chunk' && output.isEntry)
          output.code = `//# allFunctionsCalledOnLoad\n${output.code}`;
    },
  };
}

/**
 * @param {SyntaxNode} node
 * @returns {{ start: number; end: number; text: string }[]}
 */
function editsOf({ type, tag, quasi }) {
  if (type !== 'TaggedTemplateExpression' || !quasi) return [];
  if (tag?.name === 'css') return quasi.quasis.length === 1 ? quasi.quasis.map(shortStyles) : [];
  if (tag?.name !== 'html' && tag?.name !== 'svg') return [];
  return quasi.quasis.map(({ start, end, value }) => ({ start, end, text: value.raw.replace(/\s+/g, ' ') }));
}

/** @param {Quasi} quasi */
function shortStyles({ start, end, value }) {
  const { code } = transformCss({ filename: 'styles.css', code: Buffer.from(value.cooked), minify: true });
  return { start, end, text: code.toString().replace(/[\\`]|\$\{/g, '\\$&') };
}

/**
 * @param {unknown} tree
 * @returns {SyntaxNode[]} all nodes of the tree
 */
function nodesOf(tree) {
  if (typeof tree !== 'object' || tree === null) return [];
  const inner = Object.values(tree).flatMap((value) => nodesOf(value));
  return 'type' in tree ? [/** @type {SyntaxNode} */ (tree), ...inner] : inner;
}
