/** Events that are looked at in one go: some milliseconds where nothing is compiled yet. */
export const EVENTS_IN_A_STEP = 20_000;

/** Takes work that is done in steps to its end. */
export function inOneGo<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Takes it to its end with a pause after each step, in which others run. */
export async function inSlices<T>(steps: Generator<void, T>, pause: () => Promise<void>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await pause();
  }
}
