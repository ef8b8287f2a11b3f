import type { KnownRun } from './read-run.js';
import type { Label } from './labels.js';

/** Decides whether a run is what a query looks for: every word of it stands somewhere in what is known of the run. */
export function searchFor(query: string): (known: KnownRun, label: Label | undefined) => boolean {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return ({ run, prompt }, label) => {
    if (words.length === 0) return true;
    const { file, model, provider, workload, state } = run;
    const told = [file, model, provider, workload, state, prompt, label?.name, label?.note];
    const text = folded(told.join('\n'));
    return words.every((word) => text.includes(word));
  };
}

/** Without regard to case, and to how an accent is written. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
