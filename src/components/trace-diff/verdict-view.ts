import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Comparison, Side, VerdictClause } from '../../trace/comparison/comparison.js';
import { countText, durationFigure, percentText, rateText } from '../shared/figure-text.js';
import { icon } from '../shared/icons.js';
import { WARNING_ICON } from '../shared/warning-icon.js';
import { strings } from '../strings.js';
import { findingsWords } from './findings-words.js';
import type { Runner } from './runner.js';

/** Two runs that are compared. */
export type RunnerPair = Readonly<Record<Side, Runner>>;

const SIDES: readonly Side[] = ['left', 'right'];

/** Why the runs cannot quite fairly be compared: said before anything else. */
export function renderCaveats({ caveats }: Comparison, pair: RunnerPair): TemplateResult | typeof nothing {
  if (caveats.length === 0) return nothing;
  const words = findingsWords();
  const letters = { left: pair.left.letter, right: pair.right.letter };
  return html`<div class="caveats" part="caveats">
    ${icon(WARNING_ICON)}
    <div>
      <p class="title">${words.caveats}</p>
      <ul>
        ${caveats.map((caveat) => html`<li>${words.caveat(caveat, letters)}</li>`)}
      </ul>
    </div>
  </div>`;
}

/** What the figures say of who was better at what, each with its figures. */
export function renderVerdict({ verdict }: Comparison, pair: RunnerPair): TemplateResult {
  return html`<ul class="verdict" part="verdict" aria-label=${findingsWords().verdict}>
    ${verdict.map((clause) => html`<li class="clause" part="clause">${renderClause(clause, pair)}</li>`)}
  </ul>`;
}

function renderClause(clause: VerdictClause, pair: RunnerPair): TemplateResult {
  const { kind, outcome, obstacle, figures } = clause;
  const words = findingsWords();
  const { won, even, unknown } = words.clause(kind);
  if (outcome === 'unknown')
    return html`<p class="unknown">${unknown}${obstacle ? `: ${words.obstacle(obstacle)}` : ''}.</p>`;
  const winner = outcome === 'even' ? undefined : pair[outcome];
  return html`<p class="sentence">${winner ? html`${renderLetter(winner)} ${won}` : even}</p>
    ${SIDES.map((side) => renderAmount(clause, side, pair[side]))}
    ${winner ? html`<p class="margin">${marginText(clause, Math.abs(figures.difference ?? 0))}</p>` : nothing}`;
}

/** A run's letter, in its colour. */
export function renderLetter({ letter, place }: Runner): TemplateResult {
  return html`<b class="letter run-${place + 1}">${letter}</b>`;
}

function renderAmount(clause: VerdictClause, side: Side, runner: Runner): TemplateResult {
  const { left, right } = clause.figures;
  const value = clause.figures[side]?.median ?? 0;
  const most = Math.max(left?.median ?? 0, right?.median ?? 0);
  return html`<p class="amount run-${runner.place + 1}">
    <span class="amount-letter">${runner.letter}</span>
    <svg class="amount-bar" aria-hidden="true">
      ${svg`<rect width=${`${(most > 0 ? (value / most) * 100 : 0).toFixed(1)}%`} height="100%" rx="2" />`}
    </svg>
    <bdi class="amount-figure">${clause.isApproximate ? '≈ ' : ''}${figureText(clause.unit, value)}</bdi>
  </p>`;
}

function marginText({ unit, isApproximate }: VerdictClause, difference: number): string {
  const words = findingsWords();
  const text = `${isApproximate ? '≈ ' : ''}${figureText(unit, difference)}`;
  return unit === 'ms' ? words.sooner(text) : words.more(text);
}

function figureText(unit: VerdictClause['unit'], value: number): string {
  if (unit === 'ms') return timeText(value);
  if (unit === 'mb') return `${countText(value)} ${strings().megabytes}`;
  if (unit === 'ratio') return percentText(value);
  return `${rateText(value)} ${findingsWords().tokensPerSecondUnit}`;
}

/** A time as people say it: `9.04 s`. */
export function timeText(ms: number): string {
  const { value, unit } = durationFigure(ms, strings());
  return `${value} ${unit}`;
}
