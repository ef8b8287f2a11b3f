import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type PropertyDeclarations } from 'lit';
import type { Trace } from '../../trace/trace.js';
import { onDemand } from '../shared/on-demand.js';
import { saidText } from '../shared/said-text.js';
import { tokens } from '../shared/tokens.styles.js';

const load = () => import('./chart-view.js');
const view = onDemand(load);

/**
 * @summary Draws the figures of one run, or of up to four on one clock, over time: tokens/s, memory, inter-token latency, tokens so far.
 *
 * Hovering tells the values and the text around a moment, a click seeks the players, dragging zooms and a double click shows all
 * again. Keys, while the chart has the focus: Left and Right move the cursor, with Shift ten times as far; comma and full stop go
 * to the chunk before and after; Home and End go to the ends; Enter seeks; plus and minus zoom; 0 and Escape show all again.
 *
 * @fires {MetricsSeekEvent} metrics-seek - A moment was chosen; cancelled, no player is sought.
 *
 * @csspart chart - The frame. Within: `plot`, `moments`, `button`, `table`, `message`.
 * @csspart plot - The drawing, with `playhead`, `cursor` and `selection` over it.
 * @csspart moments - The values at the cursor, a `moment` for each run with the text `around` it.
 *
 * @cssprop [--trace-run-1] - Colour of the first run; `--trace-run-2` to `--trace-run-4` of the others.
 */
export class MetricsChartElement extends SignalWatcher(LitElement) {
  static override styles = [
    tokens,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      :host([hidden]) {
        display: none;
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    src: { reflect: true, useDefault: true, noAccessor: true },
    runId: { attribute: 'run-id', reflect: true, useDefault: true },
    htmlFor: { attribute: 'for', reflect: true, useDefault: true },
    metrics: { reflect: true, useDefault: true },
    places: { reflect: true, useDefault: true },
    traces: { attribute: false },
  };

  /** The run to draw of a live stream that carries several; else the first it sends. */
  runId = '';
  /** Ids of up to four players in the same document or shadow root, apart by spaces: their runs are drawn and followed. */
  htmlFor = '';
  /** What is drawn, in its order, apart by spaces: `tokens_per_second memory itl cumulative_tokens`, all where it is empty. */
  metrics = '';
  /** Whose colour and letter each run has, from 1 to 4, apart by spaces: `2` where a chart draws what is B elsewhere on the page. */
  places = '';
  /** Runs to draw, up to four, in place of an address. */
  traces: readonly Trace[] = [];

  #src = '';

  constructor() {
    super();
    this.src = '';
  }

  /** The address of a run to draw, where no player is named. */
  get src(): string {
    return this.#src;
  }

  set src(src: string | null | undefined) {
    const before = this.#src;
    this.#src = saidText(this, 'src', src);
    this.requestUpdate('src', before);
  }

  /** The whole chart, legend included, as a PNG unless another type is asked for. Rejects while there is nothing to draw. */
  async toBlob(type = 'image/png'): Promise<Blob> {
    await load();
    // What was loaded is drawn with the next update.
    await new Promise((resolve) => setTimeout(resolve));
    await this.updateComplete;
    const drawn = this.renderRoot.querySelector('metrics-chart-view');
    if (!drawn) throw new DOMException('The chart is not on the page.', 'InvalidStateError');
    return drawn.toBlob(type);
  }

  protected override render(): unknown {
    const { src, runId, htmlFor, metrics, places, traces } = this;
    return view(
      () =>
        html`<metrics-chart-view
          .src=${src}
          .runId=${runId}
          .htmlFor=${htmlFor}
          .metrics=${metrics}
          .places=${places}
          .traces=${traces}
        ></metrics-chart-view>`,
    );
  }
}
