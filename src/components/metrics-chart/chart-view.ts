import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { Signal } from 'signal-polyfill';
import type { Trace } from '../../trace/trace.js';
import { countText } from '../shared/figure-text.js';
import { copyText } from '../shared/copy-text.js';
import { saveBlob } from '../shared/save-blob.js';
import { SharedRootPart } from '../shared/shared-root-part.js';
import { defineOnce } from '../trace-player/player-part.js';
import { ChartCursor, type CursorHost } from './chart-cursor.js';
import { ChartDrawing, type DrawingHost } from './chart-drawing.js';
import { handleChartKey } from './chart-keys.js';
import { renderMessage } from './chart-message.js';
import { ChartPointer } from './chart-pointer.js';
import { type ChartTable, chartTable, tableText } from './chart-table.js';
import { renderTable, tableHeads } from './chart-table-view.js';
import { chartStyles } from './chart-view.styles.js';
import { chartWords } from './chart-words.js';
import { type MetricName, metricsNamed } from './metric-name.js';
import { type Moment, momentOf } from './moment.js';
import { type MomentPlace, renderMoments, spokenMoments } from './moment-view.js';
import { placeLine, placeSelection, renderOverlay } from './overlay.js';
import { colourProbes, renderProbes } from './palette.js';
import { PlayheadMover } from './playhead-mover.js';
import { uplotStyles } from './uplot-styles.js';

/** Marks so near to the cursor are told with the moment. */
const REACH_PX = 5;

/** What a chart consists of, loaded once an element asks for it. */
export class MetricsChartViewElement extends SharedRootPart implements DrawingHost, CursorHost {
  static override styles = [uplotStyles, chartStyles];

  static override properties: PropertyDeclarations = {
    src: {},
    runId: {},
    htmlFor: {},
    metrics: {},
    places: {},
    traces: { attribute: false },
    isTableOpen: { attribute: false },
    said: { attribute: false },
  };

  src = '';
  runId = '';
  htmlFor = '';
  metrics = '';
  places = '';
  traces: readonly Trace[] = [];

  private isTableOpen = false;
  /** What was done last, said politely. */
  private said = '';
  readonly #drawing = new ChartDrawing(this);
  readonly #cursor = new ChartCursor(this.#drawing, this);
  readonly #pointer = new ChartPointer(this.#cursor);
  readonly #mover = new PlayheadMover(
    () => this.#drawing.runs,
    () => this.#moveLines(),
  );
  readonly #observer = new ResizeObserver(() => this.#handleResize());

  get metricNames(): readonly MetricName[] {
    return metricsNamed(this.metrics);
  }

  get holder(): HTMLElement | null {
    return this.querySelector('.canvas-holder');
  }

  /** The whole chart as a picture. Rejects with an `InvalidStateError` while there is nothing to draw. */
  async toBlob(type?: string): Promise<Blob> {
    await this.updateComplete;
    await this.#drawing.settled();
    const { canvas } = this.#drawing;
    const blob = canvas && (await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type)));
    if (!blob) throw new DOMException('There is no chart to make a picture of.', 'InvalidStateError');
    return blob;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated) return;
    this.#observer.observe(this.holder!);
    this.#drawing.follow(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#mover.stop();
    this.#drawing.stop();
  }

  handleDrawn(): void {
    this.requestUpdate();
  }

  handleCursor(): void {
    this.requestUpdate();
  }

  handleMove(): void {
    this.#mover.follow();
    this.requestUpdate();
  }

  showSelection(fromX?: number, toX?: number): void {
    placeSelection(this.#find('.selection'), fromX, toX);
  }

  protected override firstUpdated(): void {
    colourProbes(this);
    this.#observer.observe(this.holder!);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const isOtherSource = ['src', 'runId', 'htmlFor', 'traces', 'places'].some((name) => changed.has(name));
    // What is read here of players is no reason to render: they tell by events when they move.
    Signal.subtle.untrack(() => {
      if (isOtherSource) this.#drawing.follow(this);
      else if (changed.has('metrics')) this.#drawing.ask();
      this.#mover.follow();
    });
  }

  protected override render(): TemplateResult {
    const { frame, runs } = this.#drawing;
    return html`<figure class="chart ${frame ? '' : 'empty'}" part="chart">
      ${renderMessage(this.#drawing)} ${this.#renderPlot()}
      <p id="chart-help" class="unseen">${chartWords().chartHelp}</p>
      ${frame ? renderMoments(this.#moments(), frame.lanes, this.#cursor.placeMs, this.#place) : nothing}
      ${frame ? this.#renderActions(frame.isZoomed) : nothing}
      ${frame && this.isTableOpen ? guard([frame], () => renderTable(this.#table(), runs.length > 1)) : nothing}
      ${renderProbes(() => this.#drawing.draw())}
      <p class="unseen" role="status">${this.said}</p>
    </figure>`;
  }

  #renderPlot(): TemplateResult {
    const { frame, runs } = this.#drawing;
    const { startMs, endMs } = frame?.full ?? { startMs: 0, endMs: 0 };
    const place = this.#cursor.placeMs;
    return html`<div
      class="plot"
      part="plot"
      role="slider"
      tabindex="0"
      aria-label=${chartWords().chart(runs.map(({ trace }) => trace.info.model).join(', '))}
      aria-describedby="chart-help"
      aria-valuemin=${(startMs / 1000).toFixed(3)}
      aria-valuemax=${(endMs / 1000).toFixed(3)}
      aria-valuenow=${(place / 1000).toFixed(3)}
      aria-valuetext=${this.#cursor.timeMs === undefined ? '' : spokenMoments(this.#moments(), frame?.lanes ?? [], place)}
      @keydown=${(event: KeyboardEvent) => handleChartKey(event, this.#cursor)}
      @pointerdown=${this.#pointer.handleDown}
      @pointermove=${this.#pointer.handleMove}
      @pointerup=${this.#pointer.handleUp}
      @pointercancel=${this.#pointer.handleCancel}
      @pointerleave=${this.#pointer.handleLeave}
      @click=${this.#pointer.handleClick}
      @dblclick=${this.#pointer.handleDoubleClick}
    >
      <div class="canvas-holder"></div>
      ${renderOverlay(runs)}
    </div>`;
  }

  #renderActions(isZoomed: boolean): TemplateResult {
    const words = chartWords();
    return html`<div class="actions">
      ${isZoomed ? html`<button part="button" @click=${() => this.#cursor.restore()}>${words.showAll}</button>` : nothing}
      <button part="button" aria-expanded=${this.isTableOpen} @click=${this.#handleTable}>
        ${words.showTable}
      </button>
      <button part="button" @click=${this.#handleCopy}>${words.copyTable}</button>
      <button part="button" @click=${this.#handleSave}>${words.savePicture}</button>
    </div>`;
  }

  readonly #handleTable = (): void => {
    this.isTableOpen = !this.isTableOpen;
  };

  readonly #handleCopy = async (): Promise<void> => {
    const table = this.#table();
    const words = chartWords();
    const isCopied = await copyText(tableText(table, tableHeads(table, this.#drawing.runs.length > 1)));
    this.said = isCopied ? words.copied(countText(table.rows.length), table.rows.length) : words.copyFailed;
  };

  readonly #handleSave = async (): Promise<void> => {
    saveBlob(await this.toBlob(), 'metrics.png');
  };

  #handleResize(): void {
    const isOther = this.holder!.clientWidth !== this.#drawing.canvas?.parentElement?.clientWidth;
    // Not within the observer's turn: the chart's height follows from its width.
    if (isOther) requestAnimationFrame(() => this.#drawing.draw());
  }

  get #place(): MomentPlace {
    if (this.#cursor.timeMs !== undefined) return 'cursor';
    return this.#drawing.runs.some(({ media }) => media) ? 'playhead' : 'end';
  }

  #moments(): Moment[] {
    const reachMs = (this.#drawing.scale?.perPixelMs ?? 0) * REACH_PX;
    return this.#drawing.runs.map((run) => momentOf(run, this.#cursor.placeIn(run), reachMs));
  }

  #table(): ChartTable {
    const { runs, lanes, view } = this.#drawing.frame!;
    return chartTable(runs, lanes, view);
  }

  #moveLines(): void {
    const { scale, runs } = this.#drawing;
    if (!this.hasUpdated) return;
    const xOf = (timeMs: number | undefined) => (timeMs === undefined ? undefined : scale?.xOf(timeMs));
    const playheads = this.querySelectorAll<HTMLElement>('.playhead');
    this.#find('.overlay').style.setProperty('--top', `${this.#drawing.linesTop}px`);
    playheads.forEach((line, place) => placeLine(line, xOf(runs[place]?.playheadMs)));
    placeLine(this.#find('.cursor'), xOf(this.#cursor.timeMs));
  }

  #find(selector: string): HTMLElement {
    return this.querySelector(selector)!;
  }
}

defineOnce('metrics-chart-view', MetricsChartViewElement);

declare global {
  interface HTMLElementTagNameMap {
    'metrics-chart-view': MetricsChartViewElement;
  }
}
