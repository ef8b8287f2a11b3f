export default {
  globs: ['src/components/**/*.ts'],
  exclude: ['src/**/*.styles.ts'],
  outdir: '.',
  litelement: true,
  // The manifest's place is in package.json already; the analyzer would reformat that file.
  packagejson: false,
};
