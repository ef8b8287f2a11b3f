/**
 * How often a method or getter is called while `work` runs: what a cost is, told without a clock. `owner` is the prototype, or
 * the object, that has it.
 */
export function countCalls(owner: object, name: string, work: () => void): number {
  const original = Object.getOwnPropertyDescriptor(owner, name)!;
  let calls = 0;
  const counted = (inner: (this: unknown, ...args: unknown[]) => unknown) =>
    function (this: unknown, ...args: unknown[]): unknown {
      calls++;
      return inner.apply(this, args);
    };
  const replaced = original.get
    ? { get: counted(original.get) }
    : { value: counted(original.value as () => unknown) };
  Object.defineProperty(owner, name, { ...original, ...replaced });
  try {
    work();
  } finally {
    Object.defineProperty(owner, name, original);
  }
  return calls;
}
