import type { Caveat, Side } from '../../trace/index.js';

/** What the two sides are called. */
export type SideNames = Readonly<Record<Side, string>>;

/** A caveat in English. */
export function caveatText(caveat: Caveat, names: SideNames): string {
  const { kind, name, left, right } = caveat;
  const who = caveat.sides.map((side) => names[side]).join(' and ');
  const isBoth = caveat.sides.length > 1;
  const against = `${listed(left)} (${names.left}) against ${listed(right)} (${names.right})`;
  switch (kind) {
    case 'prompt':
      return 'They answer different prompts.';
    case 'prompt_unknown':
      return isBoth
        ? 'Their prompts are not both known: they may differ.'
        : `The prompt of ${who} is not known: it may be another.`;
    case 'system_prompt':
      return 'They have different system prompts.';
    case 'parameters':
      return `Another parameter, ${name}: ${against}.`;
    case 'mixed_models':
      return `${who} ${isBoth ? 'are sets' : 'is a set'} of different models: ${[...left, ...right].join(', ')}.`;
    case 'quantisation':
      return `Another quantisation: ${against}.`;
    case 'hardware':
      return `Other hardware, ${name}: ${against}.`;
    case 'hardware_unknown':
      return `The hardware of ${who} is not known: it may be other.`;
    case 'cold_start':
      return `${who} loaded the model first${isBoth ? ', though not in all runs' : ''}: ${loads(caveat, names)}.`;
    case 'cached_prompt':
      return `The server of ${who} had read the prompt, or its beginning, before.`;
    case 'clock':
      return `Times are from different clocks: ${against}.`;
    case 'estimated':
      return `The times of ${who} are estimated: the pace is made up, and nothing follows from it.`;
    case 'simulated':
      return `${who} ${isBoth ? 'are' : 'is'} simulated: no real model ran.`;
    case 'not_completed':
      return `Not completed: ${statuses(caveat, names)}.`;
    case 'token_counts':
      return `Tokens are counted differently: ${against}.`;
    case 'came_at_once':
      return `Nearly all of ${who} came at once: something buffered the stream, and its pace tells nothing.`;
    case 'text_not_recorded':
      return `The text of ${who} was not recorded.`;
  }
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? 'not told' : values.join(', ');
}

function loads({ left, right }: Caveat, names: SideNames): string {
  const told = (values: readonly string[]) => (values.length === 0 ? 'not told' : `${values[0]} ms`);
  return `${told(left)} (${names.left}), ${told(right)} (${names.right})`;
}

/** Of a run whose end was not recorded nobody knows whether it goes on. */
function statuses({ left, right }: Caveat, names: SideNames): string {
  const told = (name: string, values: readonly string[]) =>
    values.map((status) => (status === 'running' ? `${name} has no end` : `${name} is ${status}`));
  return [...told(names.left, left), ...told(names.right, right)].join(', ');
}
