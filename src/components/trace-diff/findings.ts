import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Race } from '../../engine/race.js';
import type { Side } from '../../trace/comparison/comparison.js';
import type { Trace } from '../../trace/trace.js';
import { defineOnce, PlayerPart } from '../trace-player/player-part.js';
import { renderBuckets } from './buckets-view.js';
import { diffWords } from './diff-words.js';
import { findingsWords } from './findings-words.js';
import { comparisonOf } from './pair-comparison.js';
import type { Runner } from './runner.js';
import { responseSoFar } from './shown-response.js';
import { renderCaveats, renderVerdict, type RunnerPair } from './verdict-view.js';
import './output-difference.js';

/** How two runs differ: why that is not quite fair, what the figures say, where the time went, and the answers side by side. */
export class FindingsElement extends PlayerPart<Race> {
  static override properties: PropertyDeclarations = {
    runners: { attribute: false },
    pair: { attribute: false },
  };

  runners: readonly Runner[] = [];
  /** Places of the two that are compared. */
  private pair: Readonly<Record<Side, number>> = { left: 0, right: 1 };
  #texts: Readonly<Record<Side, string>> = { left: '', right: '' };
  #textsOf: readonly (Trace | undefined)[] = [];

  protected override render(): TemplateResult | typeof nothing {
    const pair = this.#chosen;
    if (!pair) return nothing;
    return html`<section
      class="findings left-${pair.left.place + 1} right-${pair.right.place + 1}"
      part="findings"
      aria-label=${diffWords().findings}
    >
      ${this.runners.length > 2 ? this.#renderChoice() : nothing} ${this.#renderFigures(pair)}
      ${pair.left.lane.trace && pair.right.lane.trace ? this.#renderOutputs(pair) : nothing}
    </section>`;
  }

  #renderFigures(pair: RunnerPair): TemplateResult {
    const words = findingsWords();
    const missing = [pair.left, pair.right].filter(({ lane }) => lane.isOut).map(({ letter }) => letter);
    if (missing.length > 0) return html`<p class="pending">${words.findingsMissing(missing)}</p>`;
    const comparison = comparisonOf(pair.left.lane, pair.right.lane);
    if (!comparison) return html`<p class="pending">${words.findingsPending}</p>`;
    return html`${renderCaveats(comparison, pair)} ${renderVerdict(comparison, pair)}
    ${renderBuckets(comparison, pair)}`;
  }

  #renderOutputs(pair: RunnerPair): TemplateResult {
    const texts = this.#textsAtHand(pair);
    return html`<trace-output-difference
      .left=${texts.left}
      .right=${texts.right}
      .leftName=${pair.left.letter}
      .rightName=${pair.right.letter}
    ></trace-output-difference>`;
  }

  get #chosen(): RunnerPair | undefined {
    const [left, right] = [this.runners[this.pair.left], this.runners[this.pair.right]];
    return left && right ? { left, right } : undefined;
  }

  /** The answers as far as they are shown. While they grow, those of the last time that they stood still. */
  #textsAtHand({ left, right }: RunnerPair): Readonly<Record<Side, string>> {
    const traces = [left.lane.trace, right.lane.trace];
    if (this.player?.paused || traces.some((trace, at) => trace !== this.#textsOf[at]))
      this.#texts = { left: responseSoFar(left.lane.player), right: responseSoFar(right.lane.player) };
    this.#textsOf = traces;
    return this.#texts;
  }

  #renderChoice(): TemplateResult {
    const words = findingsWords();
    return html`<p class="pair">
      <label>${words.compare} ${this.#renderSelect('left')}</label>
      <label>${words.compareWith} ${this.#renderSelect('right')}</label>
    </p>`;
  }

  #renderSelect(side: Side): TemplateResult {
    return html`<select @change=${(event: Event) => this.#choose(side, event)}>
      ${this.runners.map(
        ({ letter, lane, place }) =>
          html`<option value=${place} .selected=${place === this.pair[side]}>
            ${letter} · ${lane.player.trace?.info.model ?? ''}
          </option>`,
      )}
    </select>`;
  }

  /** Who is compared with itself changes places with the other. */
  #choose(side: Side, event: Event): void {
    const place = Number((event.target as HTMLSelectElement).value);
    const other: Side = side === 'left' ? 'right' : 'left';
    const otherPlace = this.pair[other] === place ? this.pair[side] : this.pair[other];
    this.pair = { ...this.pair, [side]: place, [other]: otherPlace };
  }
}

defineOnce('trace-diff-findings', FindingsElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-diff-findings': FindingsElement;
  }
}
