import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { type Marker, markers } from '../../engine/markers.js';
import type { Player } from '../../engine/player.js';
import type { PhaseKind } from '../../trace/run-phases.js';
import { runPhases } from '../../trace/run-phases.js';
import { throughputBuckets } from '../../trace/throughput.js';
import type { Trace } from '../../trace/trace.js';
import { clockText, secondsText } from '../shared/figure-text.js';
import { MARKER_SHAPES } from '../shared/marker-shapes.js';
import { Scrubber } from '../shared/scrubber.js';
import { strings } from '../strings.js';
import { defineOnce, PlayerPart } from './player-part.js';
import { BARS_HEIGHT, barPaths, type PathsByPhase, phasePaths, steadySlice } from './timeline-drawing.js';

const KINDS: readonly PhaseKind[] = ['waiting', 'reasoning', 'response', 'tools'];
const PIXELS_PER_BAR = 8;
const MOST_MARKERS = 300;

/** What of the timeline does not depend on the playhead. */
interface Drawing {
  readonly trace: Trace;
  readonly revision: number;
  readonly barCount: number;
  /** The run time that the drawing is as wide as. */
  readonly spanMs: number;
  readonly bars: PathsByPhase;
  readonly phases: PathsByPhase;
  readonly markers: readonly Marker[];
}

/** The run over time: throughput, phases, markers and the playhead, which is a slider to drag or move by keys. */
export class TimelineElement extends PlayerPart {
  static override properties = { barCount: { attribute: false } };

  readonly #observer =
    typeof ResizeObserver === 'undefined'
      ? undefined
      : new ResizeObserver(([entry]) => this.#handleResize(entry!));
  #drawing?: Drawing;
  readonly #scrubber = new Scrubber((share) => this.#seekTo(share));
  /** Told before the first frame: what was drawn until then would be drawn twice. */
  private barCount = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer?.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  protected override render(): TemplateResult | typeof nothing {
    const player = this.player;
    if (!player) return nothing;
    const trace = player.trace;
    const endMs = endOf(player);
    const drawing = trace && this.barCount > 0 ? this.#drawingOf(player, trace) : undefined;
    const place = percent(player.timeMs, endMs);
    return html`<div
      class="timeline"
      part="timeline"
      role="slider"
      tabindex="0"
      aria-label=${strings().timeline}
      aria-valuemin="0"
      aria-valuemax=${(endMs / 1000).toFixed(3)}
      aria-valuenow=${(spokenMs(player) / 1000).toFixed(player.paused ? 3 : 0)}
      aria-valuetext=${strings().timeOf(clockText(spokenMs(player)), clockText(endMs))}
      @pointerdown=${this.#scrubber.handlePointerdown}
      @pointermove=${this.#scrubber.handlePointermove}
      @pointerup=${this.#scrubber.handlePointerup}
      @pointercancel=${this.#scrubber.handlePointerup}
    >
      <svg class="drawing" aria-hidden="true">
        ${drawing ? renderDrawing(drawing, endMs) : nothing}
        <rect class="veil" x=${place} y="-4" width="100%" height="60" />
        ${drawing ? drawing.markers.map((marker) => renderMarker(marker, endMs)) : nothing}
        <svg x=${place} class="playhead" part="playhead">
          <path class="line" d="M0 -4V44" />
          <circle r="4" cy="-4" />
        </svg>
      </svg>
    </div>`;
  }

  #drawingOf(player: Player, trace: Trace): Drawing {
    const { barCount } = this;
    const revision = player.revision;
    const known = this.#drawing;
    if (known?.trace === trace && known.revision === revision && known.barCount === barCount) return known;
    const { sliceMs, count } = player.isLive
      ? steadySlice(trace.durationMs, barCount)
      : { sliceMs: trace.durationMs / barCount, count: barCount };
    const spanMs = sliceMs * count;
    return (this.#drawing = {
      trace,
      revision,
      barCount,
      spanMs,
      bars: barPaths(throughputBuckets(trace, count, spanMs)),
      phases: phasePaths(runPhases(trace), spanMs),
      markers: markers(trace).slice(0, MOST_MARKERS),
    });
  }

  #handleResize({ contentRect }: ResizeObserverEntry): void {
    this.barCount = Math.min(200, Math.max(24, Math.round(contentRect.width / PIXELS_PER_BAR)));
  }

  #seekTo(share: number): void {
    if (this.player?.trace) this.player.seek(share * endOf(this.player));
  }
}

/** Where the timeline ends: at the live edge, while there is one. */
function endOf(player: Player): number {
  const endMs = player.isLive ? player.liveEdgeMs : player.durationMs;
  return Number.isFinite(endMs) ? endMs : 0;
}

/** The time that a screen reader is told: by whole seconds while playing, so that it is not told every frame. */
function spokenMs({ paused, timeMs }: Player): number {
  return paused ? timeMs : Math.floor(timeMs / 1000) * 1000;
}

function percent(timeMs: number, endMs: number): string {
  return `${endMs > 0 ? Math.min(100, (timeMs / endMs) * 100).toFixed(3) : 0}%`;
}

function renderDrawing({ bars, phases, spanMs }: Drawing, endMs: number): SVGTemplateResult {
  return svg`<svg class="run" width=${percentOver(spanMs, endMs)} height="44" viewBox="0 0 1000 44" preserveAspectRatio="none">
    <g part="bars">${KINDS.map((kind) => renderPath(`bar ${kind}`, bars[kind]))}</g>
    <g part="phases">${KINDS.map((kind) => renderPath(`phase ${kind}`, phases[kind]))}</g>
  </svg>`;
}

/** The last slice may reach beyond the end: the drawing is then wider than the timeline, and cut off. */
function percentOver(spanMs: number, endMs: number): string {
  return endMs > 0 ? `${((spanMs / endMs) * 100).toFixed(3)}%` : '100%';
}

function renderPath(className: string, path: string | undefined): SVGTemplateResult | typeof nothing {
  return path ? svg`<path class=${className} d=${path} />` : nothing;
}

function renderMarker({ kind, timeMs, detail }: Marker, endMs: number): SVGTemplateResult {
  const words = strings();
  const names: Record<Marker['kind'], string> = {
    first_token: words.firstToken,
    reasoning_completed: words.reasoningCompleted,
    response_completed: words.responseCompleted,
    tool_call: words.toolCall,
    error: words.error,
  };
  const name = detail ? `${names[kind]}: ${detail}` : names[kind];
  return svg`<svg x=${percent(timeMs, endMs)} class="marker ${kind}" part="marker marker-${kind}">
    <title>${words.markerAt(name, secondsText(timeMs))}</title>
    <path class="line" d="M0 ${BARS_HEIGHT + 1}V42" /><path class="shape" transform="translate(0 40)" d=${MARKER_SHAPES[kind]} />
  </svg>`;
}

defineOnce('trace-player-timeline', TimelineElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-timeline': TimelineElement;
  }
}
