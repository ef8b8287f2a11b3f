import type { PropertyDeclarations } from 'lit';
import type { Player } from '../../engine/player.js';
import { SharedRootPart } from '../shared/shared-root-part.js';

/** A part of the player that renders on its own when the signals it read change, so that a frame touches only what it moves. */
export class PlayerPart<Shown = Player> extends SharedRootPart {
  static override properties: PropertyDeclarations = { player: { attribute: false } };

  /** The player it shows, or a race of several. */
  player?: Shown;
}

/** Registers an element, unless another copy of this module already has. */
export function defineOnce(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
