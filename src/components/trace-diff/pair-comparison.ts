import { Signal } from 'signal-polyfill';
import type { RaceLane } from '../../engine/race-lane.js';
import { compareProfiles } from '../../trace/comparison/compare-runs.js';
import type { Comparison } from '../../trace/comparison/comparison.js';
import { profileRun } from '../../trace/comparison/profile-run.js';
import type { RunProfile } from '../../trace/comparison/run-profile.js';
import type { Trace } from '../../trace/trace.js';
import { browserScheduler } from '../shared/browser-scheduler.js';

const profiles = new WeakMap<Trace, RunProfile>();
const comparisons = new WeakMap<Trace, WeakMap<Trace, Signal.State<Comparison | undefined>>>();

/**
 * How two runs differ, once all of both is there. Computed once, each step in a task of its own, so that the page keeps its frames;
 * undefined until then: who reads it within an update is updated again.
 */
export function comparisonOf(left: RaceLane, right: RaceLane): Comparison | undefined {
  if (!left.isWhole || !right.isWhole || !left.trace || !right.trace) return undefined;
  const ofLeft = kept(comparisons, left.trace, () => new WeakMap());
  let known = ofLeft.get(right.trace);
  if (!known) {
    known = new Signal.State<Comparison | undefined>(undefined);
    ofLeft.set(right.trace, known);
    void compare(left.trace, right.trace, known);
  }
  return known.get();
}

async function compare(left: Trace, right: Trace, told: Signal.State<Comparison | undefined>): Promise<void> {
  for (const trace of [left, right]) {
    await browserScheduler.yieldToHost();
    kept(profiles, trace, () => profileRun(trace));
  }
  await browserScheduler.yieldToHost();
  told.set(compareProfiles([profiles.get(left)!], [profiles.get(right)!]));
}

function kept<Value>(
  map: { get(key: Trace): Value | undefined; set(key: Trace, value: Value): unknown },
  key: Trace,
  make: () => Value,
): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
