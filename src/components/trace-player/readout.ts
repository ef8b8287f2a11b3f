import { html, type TemplateResult } from 'lit';
import type { MemorySample } from '../../trace/memory-samples.js';
import { blockAtHand } from '../../trace/metrics/block-at-hand.js';
import { eventMetrics, type EventMetrics } from '../../trace/metrics/event-metrics.js';
import type { Trace } from '../../trace/trace.js';
import { countText, durationFigure, type Figure, percentText, rateText } from '../shared/figure-text.js';
import { strings } from '../strings.js';
import { defineOnce, PlayerPart } from './player-part.js';

interface Reading {
  readonly name: string;
  readonly label: string;
  /** For where there is little room. */
  readonly shortLabel?: string;
  readonly hint: string;
  readonly figure?: Figure;
}

/** The figures at the playhead. A figure that is not there yet is a dash. */
export class ReadoutElement extends PlayerPart {
  protected override render(): TemplateResult {
    const { trace, index = -1, timeMs = 0, paused, revision } = this.player ?? {};
    void revision;
    const metrics: EventMetrics = trace
      ? eventMetrics(trace, index, Math.max(timeMs, index < 0 ? 0 : trace.timeAt(index)))
      : { tokens: 0 };
    // At rest it says what the event's own row says.
    if (trace && paused) metrics.tokensPerSecond = eventMetrics(trace, index).tokensPerSecond;
    return html`<dl class="figures" part="readout">
      ${readings(metrics, trace && firstAnswerMs(trace, index)).map(renderReading)}
    </dl>`;
  }
}

function renderReading({ name, label, shortLabel = label, hint, figure }: Reading): TemplateResult {
  return html`<div class="figure ${name}" part="figure figure-${name}" title=${hint}>
    <dt><span class="long">${label}</span><span class="short">${shortLabel}</span></dt>
    <dd class=${figure ? '' : 'none'}>
      ${figure?.value ?? strings().none}${figure?.unit ? html`<small>${figure.unit}</small>` : ''}
    </dd>
  </div>`;
}

function readings(metrics: EventMetrics, firstAnswer: number | undefined): Reading[] {
  const words = strings();
  const source = metrics.tokenCountSource;
  return [
    {
      name: 'ttft',
      label: words.ttft,
      shortLabel: words.ttftShort,
      hint: words.ttftHint,
      figure: duration(metrics.ttftMs),
    },
    {
      name: 'first-answer',
      label: words.firstAnswer,
      hint: words.firstAnswerHint,
      figure: duration(firstAnswer),
    },
    {
      name: 'rate',
      label: words.tokensPerSecond,
      hint: words.rateHint,
      figure: rate(metrics.tokensPerSecond),
    },
    {
      name: 'tokens',
      label: words.tokens,
      hint: words.tokensHint(words.countSource[source ?? 'chunks']),
      figure: source && { value: `${source === 'chunks' ? '≈ ' : ''}${countText(metrics.tokens)}` },
    },
    {
      name: 'memory',
      label: words.memory,
      hint: metrics.memory ? memoryHint(metrics.memory) : words.memoryNone,
      figure: memory(metrics.memory),
    },
    { name: 'latency', label: words.latency, hint: words.latencyHint, figure: duration(metrics.latencyMs) },
  ];
}

/** What the memory figure counts and who told it. */
export function memoryHint({ scope, source, withoutFilesMb }: MemorySample): string {
  const words = strings();
  const hint = words.memoryHint(words.memoryScope[scope], source);
  return withoutFilesMb === undefined
    ? hint
    : `${hint}; ${words.memoryWithoutFiles(countText(withoutFilesMb))}`;
}

function firstAnswerMs(trace: Trace, index: number): number | undefined {
  const block = blockAtHand(trace, index);
  const { promptSentMs, firstAnswerMs: answerMs } = (block && trace.completions[block.completion]) ?? {};
  if (promptSentMs === undefined || answerMs === undefined || answerMs > trace.timeAt(index))
    return undefined;
  return answerMs - promptSentMs;
}

function duration(durationMs: number | undefined): Figure | undefined {
  return durationMs === undefined ? undefined : durationFigure(durationMs, strings());
}

function rate(tokensPerSecond: number | undefined): Figure | undefined {
  return tokensPerSecond === undefined ? undefined : { value: rateText(tokensPerSecond) };
}

function memory(sample: MemorySample | undefined): Figure | undefined {
  if (sample?.memoryMb !== undefined) return { value: countText(sample.memoryMb), unit: strings().megabytes };
  return sample?.ratio === undefined ? undefined : { value: percentText(sample.ratio) };
}

defineOnce('trace-player-readout', ReadoutElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-readout': ReadoutElement;
  }
}
