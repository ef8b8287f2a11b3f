const publicEntry = 'src/components/index.ts';

/**
 * Tells the analyzer which class has which tag: it knows `customElements.define`, and our elements are defined by
 * `defineOnce('tag', Class)`, which lets a page load the package twice. Those that the entry defines are the public ones.
 */
const definedOnce = {
  name: 'defined-once',
  analyzePhase({ ts, node, moduleDoc }) {
    if (moduleDoc.path !== publicEntry || !ts.isCallExpression(node)) return;
    if (node.expression.getText() !== 'defineOnce') return;
    const [tag, element] = node.arguments;
    moduleDoc.exports = [
      ...(moduleDoc.exports ?? []),
      {
        kind: 'custom-element-definition',
        name: tag.text,
        declaration: { name: element.getText(), module: publicEntry },
      },
    ];
  },
};

/** Leaves out what is inside an element, once its class has taken over what it inherits from there. */
const publicModulesOnly = {
  name: 'public-modules-only',
  packageLinkPhase({ customElementsManifest }) {
    customElementsManifest.modules = customElementsManifest.modules.filter(
      ({ path, declarations }) => path === publicEntry || declarations.some(({ tagName }) => tagName),
    );
  },
};

export default {
  globs: ['src/components/**/*.ts'],
  exclude: ['src/**/*.styles.ts'],
  outdir: '.',
  litelement: true,
  // The manifest's place is in package.json already; the analyzer would reformat that file.
  packagejson: false,
  plugins: [definedOnce, publicModulesOnly],
};
