/** Anything that is read by index, typed arrays among them: within its length there is a value. */
interface SortedColumn {
  readonly length: number;
  at(index: number): number | undefined;
}

/** How many leading values of a non-decreasing column are ≤ `value`: the index of the first that is greater. O(log n). */
export function upperBound(column: SortedColumn, value: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column.at(middle)! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many leading values of a non-decreasing column are < `value`: the index of the first that is not. O(log n). */
export function lowerBound(column: SortedColumn, value: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column.at(middle)! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
