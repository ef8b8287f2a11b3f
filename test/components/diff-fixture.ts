import { fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import type { TraceDiffElement, TracePlayerElement } from '../../src/components/index.js';
import type { Trace } from '../../src/trace/index.js';
import '../../src/components/index.js';
// Parts on demand, so that a test need not wait for them to come.
import '../../src/components/trace-diff/findings.js';
import '../../src/components/trace-diff/trace-diff-view.js';
import '../../src/components/trace-player/notices-view.js';
import '../../src/components/trace-player/state-panel.js';

/** Puts a diff of two traces on the page. */
export async function diffOf(
  left?: Trace | string,
  right?: Trace | string,
  widthPx = 1100,
): Promise<TraceDiffElement> {
  const holder = await fixture<HTMLElement>(html`<div></div>`);
  holder.style.width = `${widthPx}px`;
  const diff = document.createElement('trace-diff');
  if (left !== undefined) diff.left = left;
  if (right !== undefined) diff.right = right;
  holder.append(diff);
  await formed(diff);
  return diff;
}

/** Puts a diff around players of the page. */
export async function diffAround(traces: readonly Trace[], widthPx = 1100): Promise<TraceDiffElement> {
  const holder = await fixture<HTMLElement>(html`<div></div>`);
  holder.style.width = `${widthPx}px`;
  const diff = document.createElement('trace-diff');
  for (const trace of traces) diff.append(Object.assign(document.createElement('trace-player'), { trace }));
  holder.append(diff);
  await formed(diff);
  return diff;
}

/** Waits until something holds: long enough for a machine that does much else. */
export function until(isTrue: () => unknown): Promise<void> {
  return waitUntil(isTrue, 'In vain waited', { timeout: 8000 });
}

async function formed(diff: TraceDiffElement): Promise<void> {
  await until(() => diff.shadowRoot?.querySelector('[part~=race-controls]'));
  await shown(diff);
}

/** Waits until what was changed is drawn. */
export async function shown(diff: TraceDiffElement): Promise<void> {
  await diff.updateComplete;
  for (let frame = 0; frame < 3; frame++) await nextFrame();
}

/** Goes to a time and waits until it is shown. */
export async function seekDiff(diff: TraceDiffElement, seconds: number): Promise<void> {
  diff.currentTime = seconds;
  await shown(diff);
}

/** Every element of a part of the diff itself. */
export function diffParts<T extends Element = HTMLElement>(diff: TraceDiffElement, name: string): T[] {
  return [...diff.shadowRoot!.querySelectorAll<T>(`[part~="${name}"]`)];
}

/** The first element of a part of the diff itself; throws when there is none. */
export function diffPart<T extends Element = HTMLElement>(diff: TraceDiffElement, name: string): T {
  const [found] = diffParts<T>(diff, name);
  if (!found) throw new Error(`The diff has no part ${name}`);
  return found;
}

/** The players as they stand, from left to right. */
export function playersOf(diff: TraceDiffElement): TracePlayerElement[] {
  return [...diff.shadowRoot!.querySelectorAll('section.run')].map((section) => {
    const slot = section.querySelector('slot');
    return (slot ? slot.assignedElements()[0] : section.querySelector('trace-player')) as TracePlayerElement;
  });
}

/** The words of an element with white space as one reads it. */
export function wordsOf(element: Element): string {
  return element.textContent!.replace(/\s+/g, ' ').trim();
}
