import { fixture, html, nextFrame } from '@open-wc/testing';
import type { Trace } from '../../src/trace/index.js';
import '../../src/components/index.js';
import type { TracePlayerElement } from '../../src/components/index.js';
// Parts on demand, so that a test need not wait for them to come: what is drawn is drawn within two frames.
import '../../src/components/trace-player/live-button.js';
import '../../src/components/trace-player/notices-view.js';
import '../../src/components/trace-player/run-log.js';
import '../../src/components/trace-player/state-panel.js';

/** Puts a player on the page, wide unless told otherwise, and gives it a trace. */
export async function playerOf(trace?: Trace, widthPx = 900): Promise<TracePlayerElement> {
  const holder = await fixture<HTMLElement>(html`<div></div>`);
  holder.style.width = `${widthPx}px`;
  const player = document.createElement('trace-player');
  holder.append(player);
  if (trace) player.trace = trace;
  await settled(player);
  return player;
}

/** Waits until what was changed is drawn. */
export async function settled(player: TracePlayerElement): Promise<void> {
  await player.updateComplete;
  await nextFrame();
  await nextFrame();
}

/** The first element of a part; throws when there is none. */
export function part<T extends Element = HTMLElement>(player: TracePlayerElement, name: string): T {
  const found = player.shadowRoot!.querySelector<T>(`[part~="${name}"]`);
  if (!found) throw new Error(`The player has no part ${name}`);
  return found;
}

/** Every element of a part that is on show. */
export function shownParts(player: TracePlayerElement, name: string): HTMLElement[] {
  const all = [...player.shadowRoot!.querySelectorAll<HTMLElement>(`[part~="${name}"]`)];
  return all.filter((element) => element.checkVisibility());
}

/** The text that a reader sees of a part: what is `display: none` is left out. */
export function shownText(player: TracePlayerElement, name: string): string {
  return shownParts(player, name).map(visibleText).join('\n');
}

/** The characters of an element's visible text nodes, exactly. */
export function visibleText(element: Element): string {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let text = '';
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    if (node.parentElement!.checkVisibility()) text += node.data;
  }
  return text;
}

/** Goes to a time and waits until it is shown. */
export async function seekTo(player: TracePlayerElement, seconds: number): Promise<void> {
  player.currentTime = seconds;
  await settled(player);
}

/** Resolves with the next event of a type. */
export function once(target: EventTarget, type: string): Promise<Event> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

/** Notes the types of events as they come. */
export function recordEvents(player: TracePlayerElement, types: readonly string[]): string[] {
  const seen: string[] = [];
  for (const type of types) player.addEventListener(type, () => seen.push(type));
  return seen;
}
