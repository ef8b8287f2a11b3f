import type { Scheduler } from '../scheduler.js';

/** The same texts, with one `undefined` among them once they have been waited for that long, whether or not more comes. */
export async function* withPause(
  texts: AsyncIterable<string>,
  scheduler: Scheduler,
  afterMs: number,
): AsyncGenerator<string | undefined, void, undefined> {
  const iterator = texts[Symbol.asyncIterator]();
  let cancel = () => {};
  const pause = new Promise<undefined>((resolve) => {
    cancel = scheduler.setTimer(() => resolve(undefined), afterMs);
  });
  let isPausing = true;
  try {
    let next = iterator.next();
    for (;;) {
      const result = await (isPausing ? Promise.race([next, pause]) : next);
      if (result?.done) return;
      if (result) next = iterator.next();
      else isPausing = false;
      // It is awaited in the next turn, if there is one.
      next.catch(() => undefined);
      yield result?.value;
    }
  } finally {
    cancel();
    void iterator.return?.();
  }
}
