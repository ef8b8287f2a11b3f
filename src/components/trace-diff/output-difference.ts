import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { OutputDifference } from '../../trace/comparison/output-difference.js';
import { countText, percentText } from '../shared/figure-text.js';
import { defineOnce, PlayerPart } from '../trace-player/player-part.js';
import { compareInBackground } from './output-comparison.js';
import { outputDifferenceStyles } from './output-difference.styles.js';
import { drawPart, type OutputPart, piecesOf } from './output-parts.js';
import { flowParts, outputFlow, outputRows, rowParts } from './output-rows.js';
import { outputDifferenceWords as words } from './output-words.js';

/** Drawn in one go; the rest follows frame by frame. */
const PARTS_AT_ONCE = 20;
const PIECES_IN_PART = 30;
const ROWS_IN_PART = 10;

type View = 'unified' | 'side-by-side';

/** How two answers differ: in one flow or side by side, with a way from change to change. */
export class OutputDifferenceElement extends PlayerPart {
  static override styles = outputDifferenceStyles;
  static override properties: PropertyDeclarations = {
    left: { attribute: false },
    right: { attribute: false },
    leftName: { attribute: false },
    rightName: { attribute: false },
    difference: { state: true },
    hasFailed: { state: true },
    view: { state: true },
    current: { state: true },
    shownParts: { state: true },
  };

  left = '';
  right = '';
  /** Short names of the runs, for the legend: A and B, say. */
  leftName = 'A';
  rightName = 'B';
  private difference?: OutputDifference;
  private hasFailed = false;
  private view: View = 'unified';
  /** The change that was stepped to; −1: none yet. */
  private current = -1;
  private changeCount = 0;
  private shownParts = PARTS_AT_ONCE;
  private drawn: readonly OutputPart[] = [];
  private running?: AbortController;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.running?.abort();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('left') || changed.has('right')) void this.compare();
    if (changed.has('difference') || changed.has('view')) this.cutToParts();
  }

  protected override updated(): void {
    if (this.shownParts < this.drawn.length) {
      requestAnimationFrame(() => (this.shownParts += PARTS_AT_ONCE));
    }
  }

  private async compare(): Promise<void> {
    this.running?.abort();
    const running = (this.running = new AbortController());
    this.difference = undefined;
    this.hasFailed = false;
    this.current = -1;
    try {
      this.difference = await compareInBackground({ left: this.left, right: this.right }, running.signal);
    } catch {
      this.hasFailed = !running.signal.aborted;
    }
  }

  private cutToParts(): void {
    const segments = this.difference?.segments ?? [];
    this.changeCount = segments.reduce((sum, { kind }) => sum + Number(kind === 'changed'), 0);
    this.shownParts = PARTS_AT_ONCE;
    this.drawn =
      this.view === 'unified'
        ? flowParts(outputFlow(segments), PIECES_IN_PART)
        : rowParts(outputRows(segments), ROWS_IN_PART);
  }

  protected override render(): TemplateResult {
    return html`<section
      class="output-difference"
      part="output-difference"
      aria-label=${words().outputDifference}
    >
      ${this.difference ? this.renderDifference(this.difference) : this.renderMessage()}
    </section>`;
  }

  private renderMessage(): TemplateResult {
    const text = this.hasFailed ? words().outputFailed : words().outputComparing;
    return html`<p class="output-message" role="status">${text}</p>`;
  }

  private renderDifference(difference: OutputDifference): TemplateResult {
    const isSame = difference.firstChange === undefined;
    if (isSame) {
      const text = this.left === '' ? words().outputsEmpty : words().outputsSame;
      return html`<p class="output-message">${text}</p>`;
    }
    const marking = { left: this.leftName, right: this.rightName, current: this.current };
    return html`<div class="output-head">
        <p>${this.renderSummary(difference)}</p>
        ${this.renderLegend()} ${this.renderViews()} ${this.renderSteps()}
      </div>
      <div
        class="output-text"
        part="output-text"
        tabindex="0"
        role="group"
        aria-label=${words().outputDifference}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      >
        ${repeat(
          this.drawn.slice(0, this.shownParts),
          (_part, at) => `${this.view} ${at}`,
          // What is drawn stays: each frame draws what is new, and the parts of the change that is stepped to.
          (part) => guard(this.seenOf(part), () => drawPart(part, marking)),
        )}
      </div>`;
  }

  private renderSummary({ equalShare, firstChange, isBounded }: OutputDifference): TemplateResult {
    // What is not all equal never reads as 100 %.
    const percent = percentText(Math.min(equalShare, 0.99));
    const { equalWords } = firstChange!;
    return html`<strong>${words().outputsAlike(percent, isBounded)}</strong>;
      ${words().outputsPartAt(countText(equalWords), equalWords)}.
      ${isBounded ? words().outputsBounded : nothing}`;
  }

  private renderLegend(): TemplateResult {
    return html`<span class="output-legend">
      <span class="output-piece left">${words().onlyIn(this.leftName)}</span>
      <span class="output-piece right">${words().onlyIn(this.rightName)}</span>
    </span>`;
  }

  private renderViews(): TemplateResult {
    const button = (view: View, label: string) =>
      html`<button aria-pressed=${this.view === view} @click=${() => (this.view = view)}>${label}</button>`;
    return html`<span class="output-views" role="group" aria-label=${words().outputsView}>
      ${button('unified', words().outputsUnified)}${button('side-by-side', words().outputsSideBySide)}
    </span>`;
  }

  private renderSteps(): TemplateResult {
    const all = countText(this.changeCount);
    const text =
      this.current < 0
        ? words().changeCount(all, this.changeCount)
        : words().changeOf(countText(this.current + 1), all);
    return html`<span class="output-steps">
      <button
        aria-label=${words().previousChange}
        title=${words().previousChange}
        ?disabled=${this.current <= 0}
        @click=${() => this.stepTo(this.current - 1)}
      >
        ↑
      </button>
      <span class="count" role="status">${text}</span>
      <button
        aria-label=${words().nextChange}
        title=${words().nextChange}
        ?disabled=${this.current >= this.changeCount - 1}
        @click=${() => this.stepTo(this.current + 1)}
      >
        ↓
      </button>
    </span>`;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { n: 1, p: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    void this.stepTo(this.current + step);
  }

  private async stepTo(change: number): Promise<void> {
    if (change < 0 || change >= this.changeCount) return;
    this.current = change;
    this.shownParts = Math.max(this.shownParts, this.partOf(change) + 1);
    await this.updateComplete;
    const piece = this.querySelector<HTMLElement>(`[data-change='${change}']`);
    piece?.focus({ preventScroll: true });
    piece?.scrollIntoView({ block: 'nearest' });
  }

  /** What of a part's drawing may differ from one time to the next. */
  private seenOf(part: OutputPart): unknown[] {
    const current = isOfPart(this.current, part) ? this.current : -1;
    return [part, this.leftName, this.rightName, words().onlyIn, current];
  }

  private partOf(change: number): number {
    return this.drawn.findIndex((part) => isOfPart(change, part));
  }
}

function isOfPart(change: number, part: OutputPart): boolean {
  return change >= 0 && part.some((item) => piecesOf(item).some((piece) => piece.change === change));
}

defineOnce('trace-output-difference', OutputDifferenceElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-output-difference': OutputDifferenceElement;
  }
}
