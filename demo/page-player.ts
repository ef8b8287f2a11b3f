import type { TracePlayerElement } from '../src/components/index.js';

/** The page's player, defined already. */
export function playerOn(page: Document): TracePlayerElement {
  return elementOn<TracePlayerElement>(page, 'player');
}

/** An element that the page's own HTML holds. */
export function elementOn<E extends Element = HTMLElement>(page: Document, id: string): E {
  const element = page.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element as unknown as E;
}
