import { SignalWatcher } from '@lit-labs/signals';
import { type CSSResult, LitElement, type PropertyDeclarations } from 'lit';
import type { Player } from '../../engine/player.js';

/**
 * A part of the player that renders on its own when the signals it read change, so that a frame touches only what it moves.
 * Parts render into the player's own shadow root: one set of styles, and every `part` can be reached from outside. A part that
 * loads on demand brings its styles along, as `static styles`.
 */
export class PlayerPart extends SignalWatcher(LitElement) {
  static override properties: PropertyDeclarations = { player: { attribute: false } };

  /** The player it shows. */
  player?: Player;

  protected override createRenderRoot(): HTMLElement {
    const root = this.getRootNode() as ShadowRoot;
    const { elementStyles } = this.constructor as typeof LitElement;
    const own = elementStyles.map((styles) => (styles as CSSResult).styleSheet!);
    if (own.length > 0) root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...own])];
    return this;
  }
}

/** Registers an element, unless another copy of this module already has. */
export function defineOnce(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
