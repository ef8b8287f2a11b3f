import type { JsonObject } from '../events.js';
import type { Caveat, CaveatKind, Side } from './comparison.js';
import { percentile } from '../metrics/percentile.js';
import type { RunProfile } from './run-profile.js';
import { type RunTraits, runTraits } from './run-traits.js';

/** A model that took longer to load than this was cold. In milliseconds: servers tell some tens of one that was there. */
const COLD_MS = 100;

type Run = RunProfile & { readonly traits: RunTraits };
type Runs = readonly Run[];

/** Why two sides cannot quite fairly be compared, the weightiest first. What is not known of a run is not taken for different. */
export function caveats(leftProfiles: readonly RunProfile[], rightProfiles: readonly RunProfile[]): Caveat[] {
  const withTraits = (runs: readonly RunProfile[]): Runs =>
    runs.map((profile) => ({ ...profile, traits: runTraits(profile) }));
  const [left, right] = [withTraits(leftProfiles), withTraits(rightProfiles)];
  return [
    ...marked('not_completed', left, right, ({ status }) => (status === 'completed' ? undefined : status)),
    ...marked('estimated', left, right, ({ estimated }) => (estimated ? '' : undefined)),
    ...marked('simulated', left, right, ({ simulated }) => (simulated ? '' : undefined)),
    ...marked('came_at_once', left, right, ({ traits }) => (traits.isAtOnce ? '' : undefined)),
    ...prompts(left, right),
    ...mixedModels(left, right),
    ...parameters(left, right),
    ...differing('quantisation', left, right, ({ traits }) => traits.quantisation),
    ...hardware(left, right),
    ...coldStart(left, right),
    ...cachedPrompt(left, right),
    ...differing('clock', left, right, ({ estimated, trace }) => (estimated ? undefined : trace.info.timing)),
    ...differing('token_counts', left, right, ({ metrics }) => metrics.token_count_source),
    ...marked('text_not_recorded', left, right, ({ traits }) => (traits.isTextMissing ? '' : undefined)),
  ];
}

/** A mark that runs of either side bear; '' has no value to tell. */
function marked(kind: CaveatKind, left: Runs, right: Runs, mark: (run: Run) => string | undefined): Caveat[] {
  const [leftMarks, rightMarks] = [distinct(left, mark), distinct(right, mark)];
  const sides = sidesOf(leftMarks.length > 0, rightMarks.length > 0);
  const told = (marks: readonly string[]) => marks.filter((one) => one !== '');
  return sides.length === 0 ? [] : [{ kind, sides, left: told(leftMarks), right: told(rightMarks) }];
}

/** A trait of which not all runs have the same. Where only one side tells it, the other's may be the same. */
function differing(
  kind: CaveatKind,
  left: Runs,
  right: Runs,
  trait: (run: Run) => string | undefined,
): Caveat[] {
  const [leftValues, rightValues] = [distinct(left, trait), distinct(right, trait)];
  const isSame = new Set([...leftValues, ...rightValues]).size < 2;
  return isSame ? [] : [{ kind, sides: ['left', 'right'], left: leftValues, right: rightValues }];
}

/** Prompts are told apart by their text, which is too long to be told. */
function prompts(left: Runs, right: Runs): Caveat[] {
  const isUnknown = (run: Run) => (run.traits.prompt === undefined ? '' : undefined);
  const untold = (found: Caveat[]) => found.map((one) => ({ ...one, left: [], right: [] }));
  return [
    ...marked('prompt_unknown', left, right, isUnknown),
    ...untold(differing('prompt', left, right, ({ traits }) => traits.prompt)),
    ...untold(differing('system_prompt', left, right, ({ traits }) => traits.systemPrompt)),
  ];
}

/** Another model on the other side is what is compared; several on one side are no set. */
function mixedModels(left: Runs, right: Runs): Caveat[] {
  const mixed = (runs: Runs) => {
    const models = distinct(runs, ({ trace }) => trace.info.model || undefined);
    return models.length > 1 ? models : [];
  };
  const [leftModels, rightModels] = [mixed(left), mixed(right)];
  const sides = sidesOf(leftModels.length > 0, rightModels.length > 0);
  return sides.length === 0 ? [] : [{ kind: 'mixed_models', sides, left: leftModels, right: rightModels }];
}

/** Each parameter that differs. One that is left out stands at its server's default, which is not known. */
function parameters(left: Runs, right: Runs): Caveat[] {
  return perField('parameters', left, right, ({ traits }) => traits.params);
}

/** Each figure of the machines that differs; where only one side tells its machine, that the other does not. */
function hardware(left: Runs, right: Runs): Caveat[] {
  const isTold = (runs: Runs) => runs.every(({ traits }) => traits.hardware !== undefined);
  const sides = sidesOf(!isTold(left), !isTold(right));
  if (sides.length === 1) return [{ kind: 'hardware_unknown', sides, left: [], right: [] }];
  return sides.length === 2 ? [] : perField('hardware', left, right, ({ traits }) => traits.hardware ?? {});
}

function perField(kind: CaveatKind, left: Runs, right: Runs, fieldsOf: (run: Run) => JsonObject): Caveat[] {
  const names = new Set([...left, ...right].flatMap((run) => Object.keys(fieldsOf(run))));
  return [...names].sort().flatMap((name) => {
    const valueOf = (run: Run) => (fieldsOf(run)[name] === undefined ? undefined : text(fieldsOf(run)[name]));
    const [leftValues, rightValues] = [distinct(left, valueOf), distinct(right, valueOf)];
    const isInAll = [...left, ...right].every((run) => valueOf(run) !== undefined);
    if (isInAll && new Set([...leftValues, ...rightValues]).size === 1) return [];
    return [{ kind, name, sides: ['left', 'right'] as const, left: leftValues, right: rightValues }];
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Where a model was loaded in some runs and not in all. */
function coldStart(left: Runs, right: Runs): Caveat[] {
  const isCold = ({ traits }: Run) => (traits.loadMs ?? 0) > COLD_MS;
  const all = [...left, ...right];
  if (!all.some(isCold) || all.every(isCold)) return [];
  const sides = sidesOf(left.some(isCold), right.some(isCold));
  const value = (runs: Runs) => median(runs.flatMap(({ traits }) => traits.loadMs ?? []));
  return [{ kind: 'cold_start', sides, left: value(left), right: value(right) }];
}

/** Where a server had read the prompt before in some runs and not in all. */
function cachedPrompt(left: Runs, right: Runs): Caveat[] {
  const isCached = ({ traits }: Run) => (traits.cachedTokens ?? 0) !== 0;
  const all = [...left, ...right];
  if (!all.some(isCached) || all.every(isCached)) return [];
  const sides = sidesOf(left.some(isCached), right.some(isCached));
  const value = (runs: Runs) =>
    median(runs.flatMap(({ traits: { cachedTokens: one } }) => (typeof one === 'number' ? one : [])));
  return [{ kind: 'cached_prompt', sides, left: value(left), right: value(right) }];
}

function median(values: readonly number[]): string[] {
  return values.length === 0
    ? []
    : [
        String(
          Math.round(
            percentile(
              [...values].sort((a, b) => a - b),
              0.5,
            ),
          ),
        ),
      ];
}

function distinct(runs: Runs, value: (run: Run) => string | undefined): string[] {
  return [...new Set(runs.flatMap((run) => value(run) ?? []))].sort();
}

function sidesOf(isLeft: boolean, isRight: boolean): Side[] {
  return [...(isLeft ? (['left'] as const) : []), ...(isRight ? (['right'] as const) : [])];
}
