import { AsyncLocalStorage } from 'node:async_hooks';
import { asError } from '../report-error.js';
import type { EventBus } from '../event-bus.js';
import { CapturedRun, type Outcome, type RunSurroundings } from './captured-run.js';

/** The runs that a `recordRun` has begun: one for each bus that is recorded to. */
class RunGroup {
  readonly #name: string;
  readonly #runs = new Map<EventBus, CapturedRun>();
  #isSealed = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** The run of a bus; undefined once all has been asked, and the run is over. */
  run(surroundings: RunSurroundings): CapturedRun | undefined {
    let run = this.#runs.get(surroundings.bus);
    if (!run && !this.#isSealed) {
      run = new CapturedRun(surroundings, this.#name);
      this.#runs.set(surroundings.bus, run);
    }
    return run?.isOver ? undefined : run;
  }

  seal(outcome: Outcome): void {
    this.#isSealed = true;
    for (const run of this.#runs.values()) run.seal(outcome);
  }
}

const groups = new AsyncLocalStorage<RunGroup>();

/**
 * Records the completions that are made inside a function, concurrent ones too, as one run: completions `c1`, `c2`, … on one clock.
 * The run has the name as its workload, and in its id. It ends when the function has, and with it every answer that is still being
 * read: as `failed` when the function throws. What the function gives or throws is passed on.
 *
 * @example
 * const answer = await recordRun('research', async () => {
 *   const plan = await client.chat.completions.create({ … });
 *   return client.chat.completions.create({ … });
 * });
 */
export async function recordRun<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  const group = new RunGroup(name);
  try {
    const result = await groups.run(group, work);
    group.seal({ status: 'completed' });
    return result;
  } catch (thrown) {
    group.seal(outcomeOf(thrown));
    throw thrown;
  }
}

/** The run that a completion belongs to which is made here and now: that of the `recordRun` around it, or one of its own. */
export function runHere(surroundings: RunSurroundings): CapturedRun {
  return groups.getStore()?.run(surroundings) ?? new CapturedRun(surroundings);
}

function outcomeOf(thrown: unknown): Outcome {
  const { name, message, constructor } = asError(thrown);
  if (ABORTS.includes(name) || ABORTS.includes(constructor.name)) return { status: 'cancelled' };
  return { status: 'failed', error: { message } };
}

/** As `fetch` names an abort, and as the official clients call theirs, whose errors' own name says nothing. */
const ABORTS = ['AbortError', 'APIUserAbortError'];
