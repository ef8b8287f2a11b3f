import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, waitFor } from 'storybook/test';
import type { StoryObj } from '@storybook/web-components-vite';
import type { TraceDiffElement, TracePlayerElement } from '../../src/components/index.js';
import type { RunBuilder } from '../runs/run-builder.js';

/** What a story tells its comparison. */
export interface DiffArgs {
  /** What is raced, from left to right: runs, or addresses. Two of them as `left` and `right`, more as players within. */
  runs: readonly (string | (() => RunBuilder))[];
  sync?: 'time' | 'tokens';
  /** Seconds. */
  startAt?: number;
  autoplay?: boolean;
  loop?: boolean;
  scheme?: 'light' | 'dark';
  direction?: 'rtl';
  /** Pixels; without it, as wide as there is room. */
  width?: number;
}

export type DiffStory = StoryObj<DiffArgs>;

const PATIENCE = { timeout: 10_000 };

/** Shows the comparison of a story. */
export function renderDiff({
  runs,
  sync,
  startAt,
  autoplay,
  loop,
  scheme,
  direction,
  width,
}: DiffArgs): TemplateResult {
  const background = { light: '#f4f5f7', dark: '#090b0f' };
  const style = [
    scheme && `color-scheme: ${scheme}; background: ${background[scheme]}; padding: 16px`,
    width && `inline-size: ${width}px`,
  ];
  return html`<div style=${style.filter(Boolean).join('; ') || nothing} dir=${direction ?? nothing}>
    <trace-diff
      sync=${sync ?? nothing}
      ?autoplay=${autoplay}
      ?loop=${loop}
      ${ref((element) => begin(element as TraceDiffElement | undefined, runs, startAt))}
      >${runs.length > 2 ? runs.map(renderPlayer) : nothing}</trace-diff
    >
  </div>`;
}

function renderPlayer(run: DiffArgs['runs'][number]): TemplateResult {
  return html`<trace-player
    ${ref((element) => {
      const player = element as TracePlayerElement | undefined;
      if (player && !player.trace && typeof run !== 'string') player.trace = run().trace();
    })}
  ></trace-player>`;
}

/** Hands the runs over, once: setting them again would load them again. */
function begin(diff: TraceDiffElement | undefined, runs: DiffArgs['runs'], startAt?: number): void {
  if (!diff || diff.left !== '') return;
  if (runs.length === 2)
    [diff.left, diff.right] = runs.map((run) => (typeof run === 'string' ? run : run().trace())) as [
      never,
      never,
    ];
  if (startAt !== undefined) diff.currentTime = startAt;
}

/** The story's comparison, once it shows its runs. */
export async function racedDiffIn(canvas: HTMLElement): Promise<TraceDiffElement> {
  await customElements.whenDefined('trace-diff');
  const diff = canvas.querySelector<TraceDiffElement>('trace-diff')!;
  await waitFor(() => expect(seen(diff, 'run-flag').length).toBeGreaterThan(1), PATIENCE);
  await waitFor(() => expect(diff.duration).toBeGreaterThan(0), PATIENCE);
  return diff;
}

/** All elements of that part that a user sees, those of the players aside. */
export function seen(diff: TraceDiffElement, part: string): HTMLElement[] {
  const elements = diff.shadowRoot!.querySelectorAll<HTMLElement>(`[part~="${part}"]`);
  return [...elements].filter((element) => element.checkVisibility({ visibilityProperty: true }));
}

/** The one element of that part that a user sees. */
export function theOne(diff: TraceDiffElement, part: string): HTMLElement {
  const elements = seen(diff, part);
  if (elements.length !== 1) throw new Error(`${elements.length} elements of part ${part} are seen, not one`);
  return elements[0]!;
}

/** The text that a user reads in each element of that part, with runs of white space as one space. */
export function readIn(diff: TraceDiffElement, part: string): string[] {
  return seen(diff, part).map((element) => element.innerText.replace(/\s+/g, ' ').trim());
}

/** Waits until a user reads that in the elements of a part. */
export async function waitToRead(diff: TraceDiffElement, part: string, what: string | RegExp): Promise<void> {
  await waitFor(() => expect(readIn(diff, part).join(' ')).toMatch(what), PATIENCE);
}

/** The players as they stand, from left to right. */
export function playersOf(diff: TraceDiffElement): TracePlayerElement[] {
  return [...diff.shadowRoot!.querySelectorAll('section.run')].map((run) => {
    const slot = run.querySelector('slot');
    return (slot ? slot.assignedElements()[0] : run.querySelector('trace-player')) as TracePlayerElement;
  });
}
