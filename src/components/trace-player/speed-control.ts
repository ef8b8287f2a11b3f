import { html, type TemplateResult } from 'lit';
import { strings } from '../strings.js';
import type { Controlled } from './controlled.js';
import { defineOnce, PlayerPart } from './player-part.js';

/** The speeds on offer, in the order of their keys 1 to 4. */
export const SPEEDS = [0.5, 1, 2, 4] as const;

/** The speed: all choices side by side, or where there is little room one button that opens them. */
export class SpeedControlElement extends PlayerPart<Controlled> {
  static override properties = { isOpen: { attribute: false } };

  private isOpen = false;

  get #opener(): HTMLElement {
    return this.querySelector('.speed-button')!;
  }

  protected override render(): TemplateResult {
    const words = strings();
    const rate = this.player?.playbackRate ?? 1;
    return html`<div
      class="speed ${this.isOpen ? 'open' : ''}"
      @keydown=${this.#handleKeydown}
      @focusout=${this.#handleFocusout}
    >
      <button
        class="speed-button"
        part="button speed-button"
        aria-label="${words.speed}: ${words.rateLabel(rate)}"
        aria-expanded=${this.isOpen}
        @click=${() => (this.isOpen = !this.isOpen)}
      >
        ${words.rate(rate)}
      </button>
      <div class="speeds" part="speeds" role="group" aria-label=${words.speed}>
        ${speedsWith(rate).map((speed) => this.#renderSpeed(speed, speed === rate))}
      </div>
    </div>`;
  }

  #renderSpeed(speed: number, isChosen: boolean): TemplateResult {
    return html`<button
      part="button speed ${isChosen ? 'speed-chosen' : ''}"
      aria-label=${strings().rateLabel(speed)}
      aria-pressed=${isChosen}
      @click=${() => this.#choose(speed)}
    >
      ${strings().rate(speed)}
    </button>`;
  }

  #choose(speed: number): void {
    if (this.player) this.player.playbackRate = speed;
    if (this.isOpen) this.#opener.focus();
    this.isOpen = false;
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.isOpen) return;
    this.isOpen = false;
    this.#opener.focus();
    event.stopPropagation();
  }

  #handleFocusout(event: FocusEvent): void {
    if (!this.contains(event.relatedTarget as Node | null)) this.isOpen = false;
  }
}

/** The choices, with the speed in force among them where a page set another. */
function speedsWith(rate: number): number[] {
  return [...new Set([...SPEEDS, rate])].sort((left, right) => left - right);
}

defineOnce('trace-player-speed', SpeedControlElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-speed': SpeedControlElement;
  }
}
