import { html, nothing, type TemplateResult } from 'lit';
import type { MarkerKind } from '../../engine/markers.js';
import type { BlockKind } from '../../trace/block.js';
import { secondsText } from '../shared/figure-text.js';
import { strings } from '../strings.js';
import { chartWords } from './chart-words.js';
import type { ChartRun } from './chart-run.js';
import type { Lane, LaneKey } from './lanes.js';
import type { Moment, MomentText } from './moment.js';
import { valueFigure } from './value-text.js';

/** Where the moment that is read out comes from. */
export type MomentPlace = 'cursor' | 'playhead' | 'end';

/** The values of every run at one moment, and the text around it. */
export function renderMoments(
  moments: readonly Moment[],
  lanes: readonly Lane[],
  timeMs: number,
  place: MomentPlace,
): TemplateResult {
  const words = chartWords();
  const places = { cursor: words.atCursor, playhead: words.atPlayhead, end: words.atEnd };
  return html`<div class="moments" part="moments">
    <p class="when">
      <b>${words.atTime(secondsText(timeMs))}</b> ${places[place]}
      ${moments.length === 1 ? renderMarks(moments[0]!) : nothing}
    </p>
    ${moments.map((moment) => renderMoment(moment, lanes, moments.length > 1, timeMs))}
  </div>`;
}

function renderMoment(
  moment: Moment,
  lanes: readonly Lane[],
  isOneOfMany: boolean,
  timeMs: number,
): TemplateResult {
  const { run, clockMs, values, text } = moment;
  return html`<div class="moment run-${run.place}" part="moment">
    ${isOneOfMany ? html`<span class="letter">${run.letter}</span>` : nothing}
    <dl>
      ${isApart(clockMs, timeMs) ? renderOwnTime(clockMs) : nothing}
      ${lanes.map(
        (lane) =>
          html`<div class="value">
            <dt>${laneName(lane.key)}</dt>
            <dd class=${values[lane.key] === undefined ? 'none' : ''}>
              ${renderValue(lane, values[lane.key], run)}
            </dd>
          </div>`,
      )}
    </dl>
    <p class="around" part="around" dir="auto">
      ${isOneOfMany ? renderMarks(moment) : nothing}${text ? renderText(text) : nothing}
    </p>
  </div>`;
}

/** What happened at the moment; of several such, each kind once. */
function renderMarks({ marks }: Moment): TemplateResult[] {
  return [...new Set(marks)].map((kind) => html`<span class="mark">${markName(kind)}</span> `);
}

/** Where one run stands that has ended, or goes by tokens, while another is further. */
function renderOwnTime(clockMs: number): TemplateResult {
  return html`<div class="value">
    <dt>${chartWords().ownTime}</dt>
    <dd>${secondsText(clockMs)} <small>${strings().seconds}</small></dd>
  </div>`;
}

/** Playheads of players that are read one after the other are some milliseconds apart. */
function isApart(clockMs: number, timeMs: number): boolean {
  return Math.abs(clockMs - timeMs) > 50;
}

function renderValue({ key, missing }: Lane, value: number | undefined, run: ChartRun): unknown {
  const isMissing = missing.includes(run);
  if (value === undefined) return isMissing ? chartWords().metricMissing[key] : strings().none;
  const figure = valueFigure(key, value, run.isApproximate && isOfTokens(key));
  return html`${figure.value}${figure.unit ? html` <small>${figure.unit}</small>` : nothing}`;
}

function renderText({ kind, before, chunk, after }: MomentText): TemplateResult {
  return html`<span class="kind">${blockName(kind)}</span
    ><span class="before"><span>${inOneLine(before)}</span></span
    ><mark>${inOneLine(chunk)}</mark><span class="after">${inOneLine(after)}</span>`;
}

/** Line breaks as signs: a moment has one line. */
function inOneLine(text: string): string {
  return text.replace(/\r?\n/g, '⏎').replace(/\t/g, ' ');
}

/** The same in one sentence, for a screen reader. */
export function spokenMoments(moments: readonly Moment[], lanes: readonly Lane[], timeMs: number): string {
  const ofRuns = moments.map(({ run, clockMs, values, text }) => {
    const own = isApart(clockMs, timeMs) ? [chartWords().atTime(secondsText(clockMs))] : [];
    const figures = lanes.flatMap(({ key }) => {
      const value = values[key];
      if (value === undefined) return [];
      const figure = valueFigure(key, value, run.isApproximate && isOfTokens(key));
      return [`${laneName(key)} ${figure.value}${figure.unit ? ` ${figure.unit}` : ''}`];
    });
    const written = text && `${blockName(text.kind)}: ${text.before.slice(-24)}${text.chunk}`;
    const all = [...own, ...figures, ...(written ? [written] : [])].join(', ');
    return moments.length > 1 ? `${run.letter}: ${all}` : all;
  });
  return [chartWords().atTime(secondsText(timeMs)), ...ofRuns].join('. ');
}

/** A metric's name without its unit, which stands beside the value. */
function laneName(key: LaneKey): string {
  const words = strings();
  const name = chartWords().metricNames[key];
  return key === 'memory' || key === 'memory_ratio' ? words.memory : name.split(',')[0]!;
}

function isOfTokens(key: LaneKey): boolean {
  return key === 'tokens_per_second' || key === 'cumulative_tokens';
}

function blockName(kind: BlockKind): string {
  const words = strings();
  const names: Record<BlockKind, string> = {
    prompt: words.promptOf('user'),
    reasoning: words.reasoning,
    response: words.response,
    tool_call: words.toolCall,
    tool_result: words.toolResult,
    error: words.error,
  };
  return names[kind];
}

/** What a mark on the chart stands for. */
export function markName(kind: MarkerKind): string {
  const words = strings();
  const names: Record<MarkerKind, string> = {
    first_token: words.firstToken,
    reasoning_completed: words.reasoningCompleted,
    response_completed: words.responseCompleted,
    tool_call: words.toolCall,
    error: words.error,
  };
  return names[kind];
}
