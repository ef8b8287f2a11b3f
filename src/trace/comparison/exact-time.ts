/** Parts of a millisecond: a power of two, so that sums and differences of such times are exact in floating point. */
const PARTS = 1024;

/** A time in milliseconds as whole 1024ths of one: at most half a microsecond off. Exact up to 278 years. */
export function exactMs(ms: number): number {
  return Math.round(ms * PARTS) / PARTS;
}
