import {
  html,
  nothing,
  type PropertyDeclarations,
  svg,
  type SVGTemplateResult,
  type TemplateResult,
} from 'lit';
import type { Race } from '../../engine/race.js';
import type { PhaseKind } from '../../trace/run-phases.js';
import { clockText, countText, durationFigure } from '../shared/figure-text.js';
import { Scrubber } from '../shared/scrubber.js';
import { strings } from '../strings.js';
import { defineOnce, PlayerPart } from '../trace-player/player-part.js';
import { type PathsByPhase } from '../trace-player/timeline-drawing.js';
import { diffWords } from './diff-words.js';
import { renderDifference } from './difference-mark.js';
import { comparisonOf } from './pair-comparison.js';
import { drawRows, type RaceAxis, type RowDrawing } from './race-drawing.js';
import type { Runner } from './runner.js';
import { rowPlaces } from './row-places.js';

const KINDS: readonly PhaseKind[] = ['waiting', 'reasoning', 'response', 'tools'];
const PIXELS_PER_BAR = 8;
const TOTAL_GAP_EM = 0.6;
/** A letter of the type that the totals are set in. */
const TOTAL_LETTER_EM = 0.53;

/** What of the timeline does not depend on the playheads. */
interface Drawing {
  readonly key: readonly unknown[];
  readonly rows: readonly (RowDrawing | undefined)[];
}

/** All runs on the common clock, above each other, and where they differ most: a slider that moves them all. */
export class RaceTimelineElement extends PlayerPart<Race> {
  static override properties: PropertyDeclarations = {
    runners: { attribute: false },
    barCount: { attribute: false },
  };

  runners: readonly Runner[] = [];
  private barCount = 120;
  #drawing?: Drawing;
  readonly #scrubber = new Scrubber((share) => this.#seekTo(share));
  readonly #observer = new ResizeObserver(([entry]) => this.#handleResize(entry!));

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { player: race, runners } = this;
    if (!race) return nothing;
    const { places, height } = rowPlaces(runners.length);
    return html`<div class="race">
      <svg class="row-labels" width="16" height=${height} aria-hidden="true">
        ${runners.map(
          ({ letter }, at) =>
            svg`<text class="row-letter run-${at + 1}" x="0" y=${places[at]!.labelY}>${letter}</text>`,
        )}
      </svg>
      ${this.#renderSlider(race, height)} ${renderTotals(runners, height)}
    </div>`;
  }

  #renderSlider(race: Race, height: number): TemplateResult {
    const axis = this.#axis(race);
    const now = axis.sync === 'time' ? race.timeMs : (race.longest?.shown.tokens ?? 0);
    const x = percent(now, axis.end);
    return html`<div
      class="timeline"
      part="race-timeline"
      role="slider"
      tabindex="0"
      aria-label=${diffWords().raceTimeline}
      aria-valuemin="0"
      aria-valuemax=${spokenValue(axis, axis.end)}
      aria-valuenow=${spokenValue(axis, now)}
      aria-valuetext=${spokenText(axis, race.paused ? now : spokenPlace(axis, now))}
      @pointerdown=${this.#scrubber.handlePointerdown}
      @pointermove=${this.#scrubber.handlePointermove}
      @pointerup=${this.#scrubber.handlePointerup}
      @pointercancel=${this.#scrubber.handlePointerup}
    >
      <svg class="race-drawing" height=${height} aria-hidden="true">
        ${this.#rows(race, axis).map((row, at) => row && renderRow(row, rowPlaces(this.runners.length).places[at]!))}
        <rect class="veil" x=${x} y="-4" width="100%" height=${height + 8} />
        ${this.#renderDifference(axis)}
        <svg x=${x} class="playhead" part="playhead">
          <path class="line" d="M0 -4V${height + 4}" />
          <circle r="4" cy="-4" />
        </svg>
      </svg>
    </div>`;
  }

  #renderDifference({ sync, end }: RaceAxis): SVGTemplateResult | typeof nothing {
    const [left, right, third] = this.runners;
    if (!left || !right || third || sync !== 'time') return nothing;
    const comparison = comparisonOf(left.lane, right.lane);
    return comparison ? renderDifference(comparison, [left.letter, right.letter], end) : nothing;
  }

  #axis(race: Race): RaceAxis {
    const { sync, endMs, longest } = race;
    return { sync, end: sync === 'time' ? endMs : (longest?.tokens ?? 0), sliceCount: this.barCount };
  }

  #rows(race: Race, axis: RaceAxis): readonly (RowDrawing | undefined)[] {
    const lanes = this.runners.map(({ lane }) => lane);
    const key = [
      race,
      axis.sync,
      axis.end,
      axis.sliceCount,
      ...lanes.flatMap(({ trace, player }) => [trace, player.revision]),
    ];
    if (this.#drawing?.key.length !== key.length || !key.every((one, at) => one === this.#drawing!.key[at]))
      this.#drawing = { key, rows: drawRows(lanes, axis) };
    return this.#drawing.rows;
  }

  #handleResize({ contentRect }: ResizeObserverEntry): void {
    this.barCount = Math.min(200, Math.max(24, Math.round(contentRect.width / PIXELS_PER_BAR)));
  }

  #seekTo(share: number): void {
    const race = this.player;
    if (!race) return;
    if (race.sync === 'tokens') race.seekToTokens(share * this.#axis(race).end);
    else race.seek(share * race.endMs);
  }
}

function renderRow(
  row: RowDrawing,
  { y, isMirrored }: { y: number; isMirrored: boolean },
): SVGTemplateResult {
  return svg`<svg class="run" x=${share(row.x)} y=${y} width=${share(row.width)} height="40" viewBox="0 0 1000 40" preserveAspectRatio="none">
    <g transform=${isMirrored ? 'matrix(1 0 0 -1 0 40)' : nothing}>
      <g part="bars">${renderPaths('bar', row.bars)}</g><g part="phases">${renderPaths('phase', row.phases)}</g>
    </g>
  </svg>`;
}

function renderPaths(name: string, paths: PathsByPhase): unknown[] {
  return KINDS.map((kind) =>
    paths[kind] ? svg`<path class="${name} ${kind}" d=${paths[kind]} />` : nothing,
  );
}

/** How long each run is, in as much room as the longest of them takes to say. */
function renderTotals(runners: readonly Runner[], height: number): TemplateResult {
  const { places } = rowPlaces(runners.length);
  const totals = runners.map(({ lane }) => totalText(lane.reachMs));
  const widest = Math.max(0, ...totals.map(({ length }) => length));
  const width = `${(TOTAL_GAP_EM + widest * TOTAL_LETTER_EM).toFixed(2)}em`;
  return html`<svg class="row-labels" width=${width} height=${height} aria-hidden="true">
    ${totals.map(
      (text, at) => svg`<text class="row-total" x="${TOTAL_GAP_EM}em" y=${places[at]!.labelY}>${text}</text>`,
    )}
  </svg>`;
}

function totalText(ms: number): string {
  if (ms === 0) return '';
  const { value, unit } = durationFigure(ms, strings());
  return `${value} ${unit}`;
}

function spokenValue({ sync }: RaceAxis, value: number): string {
  return sync === 'time' ? (value / 1000).toFixed(0) : value.toFixed(0);
}

/** By whole seconds, or by tens of tokens, while playing: a screen reader is not told every frame. */
function spokenPlace({ sync }: RaceAxis, value: number): number {
  const step = sync === 'time' ? 1000 : 10;
  return Math.floor(value / step) * step;
}

function spokenText({ sync, end }: RaceAxis, value: number): string {
  if (sync === 'tokens') return diffWords().tokensOf(countText(value), countText(end), end);
  return strings().timeOf(clockText(value), clockText(end));
}

function percent(value: number, end: number): string {
  return share(end > 0 ? Math.min(1, value / end) : 0);
}

function share(part: number): string {
  return `${(part * 100).toFixed(3)}%`;
}

defineOnce('trace-diff-timeline', RaceTimelineElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-diff-timeline': RaceTimelineElement;
  }
}
