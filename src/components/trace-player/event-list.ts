import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { eventMetrics, type EventMetrics } from '../../trace/metrics/event-metrics.js';
import type { Trace } from '../../trace/trace.js';
import { countText, percentText, rateText, secondsText } from '../shared/figure-text.js';
import { strings } from '../strings.js';
import { type EventRow, eventRow } from './event-row.js';
import { defineOnce, PlayerPart } from './player-part.js';
import { memoryHint } from './readout.js';
import { listHeight, rowsInView, ROW_HEIGHT, scrollTopOf, topRowAt, topRowToShow } from './row-window.js';

/** How late the scroll bar may follow the playhead: the rows themselves follow at once. */
const SCROLL_BAR_DELAY_MS = 200;

/**
 * All events with their times and figures, of which only the rows in view are drawn. The rows stand in a box that sticks to
 * the top of the scrolled height, so that which rows it shows is ours to say: following the playhead forces no layout.
 */
export class EventListElement extends PlayerPart {
  static override properties = { topRow: { attribute: false }, viewHeight: { attribute: false } };

  readonly #observer =
    typeof ResizeObserver === 'undefined'
      ? undefined
      : new ResizeObserver(([entry]) => this.#handleResize(entry!));
  #isFollowing = true;
  #shownIndex = -1;
  #expectedScrollTop = 0;
  #scrollTimer?: ReturnType<typeof setTimeout>;

  private topRow = 0;
  /** Told before the first frame: what was drawn until then would be drawn twice. */
  private viewHeight = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observer?.observe(this.#scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    clearTimeout(this.#scrollTimer);
  }

  protected override firstUpdated(): void {
    this.#observer?.observe(this.#scroller);
  }

  protected override willUpdate(): void {
    const { trace, index = -1, revision } = this.player ?? {};
    void revision;
    if (trace && this.viewHeight > 0) this.#keepInView(index);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#find('.rows-height').style.setProperty('height', `${listHeight(this.#list)}px`);
    this.#find('.rows').style.setProperty('transform', `translateY(${-((this.topRow % 1) * ROW_HEIGHT)}px)`);
  }

  protected override render(): TemplateResult {
    const words = strings();
    const { trace, index = -1 } = this.player ?? {};
    return html`<div class="events" part="events">
      <div class="row columns" part="event-columns" aria-hidden="true">
        <span>${words.columnTime}</span><span>${words.columnEvent}</span><span>${words.columnRate}</span
        ><span class="memory">${words.columnMemory}</span>
      </div>
      <div
        class="rows-scroller"
        role="listbox"
        aria-label=${words.events}
        aria-activedescendant=${this.#isDrawn(index) ? `event-${index}` : nothing}
        tabindex="0"
        @scroll=${this.#handleScroll}
        @keydown=${this.#handleKeydown}
        @click=${this.#handleClick}
      >
        <div class="rows-height" role="presentation">
          <div class="rows-window" role="presentation">
            <div class="rows" role="presentation">${trace ? this.#renderRows(trace, index) : nothing}</div>
          </div>
        </div>
      </div>
    </div>`;
  }

  get #scroller(): HTMLElement {
    return this.#find('.rows-scroller');
  }

  #find(selector: string): HTMLElement {
    return this.querySelector(selector)!;
  }

  get #list() {
    return { rowCount: this.player?.trace?.length ?? 0, viewHeight: this.viewHeight };
  }

  #isDrawn(index: number): boolean {
    const { start, end } = rowsInView(this.#list, this.topRow);
    return index >= start && index < end;
  }

  #renderRows(trace: Trace, current: number): TemplateResult[] {
    const { start, end } = rowsInView(this.#list, this.topRow);
    return Array.from({ length: end - start }, (_, offset) => {
      const index = start + offset;
      return renderRow(trace, index, current);
    });
  }

  #keepInView(index: number): void {
    if (index === this.#shownIndex) return;
    // A reader who steps or seeks wants to see where that leads, even after scrolling away.
    if (this.player!.paused) this.#isFollowing = true;
    this.#shownIndex = index;
    if (!this.#isFollowing) return;
    this.topRow = topRowToShow(this.#list, this.topRow, Math.max(0, index));
    this.#scrollTimer ??= setTimeout(() => this.#moveScrollBar(), SCROLL_BAR_DELAY_MS);
  }

  #moveScrollBar(): void {
    this.#scrollTimer = undefined;
    this.#scroller.scrollTop = scrollTopOf(this.#list, this.topRow);
    this.#expectedScrollTop = this.#scroller.scrollTop;
  }

  #handleScroll(): void {
    const { scrollTop } = this.#scroller;
    if (Math.abs(scrollTop - this.#expectedScrollTop) < 1) return;
    this.#expectedScrollTop = scrollTop;
    this.topRow = topRowAt(this.#list, scrollTop);
    this.#isFollowing = this.#isDrawn(this.#shownIndex);
  }

  #handleResize({ contentRect }: ResizeObserverEntry): void {
    this.viewHeight = contentRect.height;
    this.#shownIndex = NaN;
  }

  #handleKeydown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.player?.step(step);
  }

  #handleClick(event: MouseEvent): void {
    const row = (event.target as Element).closest('[role=option]');
    if (row && this.player) this.player.step(Number(row.id.slice('event-'.length)) - this.player.index);
  }
}

function renderRow(trace: Trace, index: number, current: number): TemplateResult {
  const row = eventRow(trace, index);
  const metrics = eventMetrics(trace, index);
  const isToken = trace.typeAt(index) === 'token';
  const place = index === current ? 'now' : index > current ? 'later' : '';
  return html`<div
    class="row ${row.tone} ${row.isMark ? 'mark' : ''} ${place}"
    part="event ${place === 'now' ? 'event-now' : ''}"
    role="option"
    id="event-${index}"
    aria-selected=${index === current}
    aria-setsize=${trace.length}
    aria-posinset=${index + 1}
    title=${rowTitle(row, metrics)}
  >
    <time>${secondsText(trace.timeAt(index))}</time><span class="what">${row.label}</span
    ><span class="rate"
      >${isToken && metrics.tokensPerSecond !== undefined ? rateText(metrics.tokensPerSecond) : ''}</span
    ><span class="memory">${memoryText(metrics)}</span>
  </div>`;
}

function memoryText({ memory }: EventMetrics): string {
  if (memory?.memoryMb !== undefined) return countText(memory.memoryMb);
  return memory?.ratio === undefined ? '' : percentText(memory.ratio);
}

/** All figures of the event, for a pointer that rests on it. */
function rowTitle({ label }: EventRow, metrics: EventMetrics): string {
  const words = strings();
  const { ttftMs, tokensPerSecond, memory, latencyMs } = metrics;
  return [
    label,
    ttftMs !== undefined && `${words.ttft} ${secondsText(ttftMs)} ${words.seconds}`,
    tokensPerSecond !== undefined && `${words.tokensPerSecond} ${rateText(tokensPerSecond)}`,
    memory && `${words.memory} ${memoryText(metrics)} (${memoryHint(memory)})`,
    latencyMs !== undefined && `${words.latency} ${secondsText(latencyMs)} ${words.seconds}`,
  ]
    .filter(Boolean)
    .join('\n');
}

defineOnce('trace-player-events', EventListElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-events': EventListElement;
  }
}
