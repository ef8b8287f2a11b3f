import { Signal } from 'signal-polyfill';
import type { RaceLane } from '../../engine/race-lane.js';
import { compareProfiles } from '../../trace/comparison/compare-runs.js';
import type { Comparison } from '../../trace/comparison/comparison.js';
import { profileRunInSlices } from '../../trace/comparison/profile-run.js';
import type { RunProfile } from '../../trace/comparison/run-profile.js';
import type { Trace } from '../../trace/trace.js';
import { browserScheduler } from '../shared/browser-scheduler.js';

const profiles = new WeakMap<Trace, Promise<RunProfile>>();
const comparisons = new WeakMap<Trace, WeakMap<Trace, Signal.State<Comparison | undefined>>>();

/**
 * How two runs differ, once all of both is there. Computed once, in slices, so that the page keeps its frames;
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
  const ofLeft = await profileOf(left);
  const ofRight = await profileOf(right);
  await browserScheduler.yieldToHost();
  told.set(compareProfiles([ofLeft], [ofRight]));
}

function profileOf(trace: Trace): Promise<RunProfile> {
  return kept(profiles, trace, () => profileRunInSlices(trace, () => browserScheduler.yieldToHost()));
}

/** What is kept for a trace; made where there is none. */
function kept<Value>(map: WeakMap<Trace, Value>, key: Trace, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
