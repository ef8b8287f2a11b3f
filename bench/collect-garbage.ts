/** Frees what nothing holds any more. Throws where Node was started without `--expose-gc`. */
export function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('The bench must be run with --expose-gc: npm run bench');
  globalThis.gc();
}
