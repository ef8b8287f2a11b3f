import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Race } from '../../engine/race.js';
import { defineOnce, PlayerPart } from '../trace-player/player-part.js';
import type { Runner } from './runner.js';

/** What the figures of two runs say. */
export class FindingsElement extends PlayerPart<Race> {
  static override properties: PropertyDeclarations = { runners: { attribute: false } };

  runners: readonly Runner[] = [];

  protected override render(): TemplateResult {
    return html`<div class="findings" part="findings"></div>`;
  }
}

defineOnce('trace-diff-findings', FindingsElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-diff-findings': FindingsElement;
  }
}
