import { html, nothing, type TemplateResult } from 'lit';
import type { LeftOutPart } from '../../trace/lost-parts.js';
import { countText } from '../shared/figure-text.js';
import type { SharedPart, SharedPartName } from './share-parts.js';
import { shareWords } from './share-words.js';

const OPTIONAL: readonly SharedPartName[] = ['system', 'prompt', 'reasoning'] satisfies LeftOutPart[];

/** What a link holds, a line each; what may be left out has a box to tick. */
export function renderParts(
  parts: readonly SharedPart[],
  without: ReadonlySet<LeftOutPart>,
  leaveOut: (part: LeftOutPart, isIn: boolean) => void,
): TemplateResult {
  return html`<ul class="share-parts" part="share-parts">
      ${parts.map((part) => {
        const isOptional = OPTIONAL.includes(part.name);
        const isOut = isOptional && without.has(part.name as LeftOutPart);
        return html`<li class=${isOut ? 'out' : ''}>
          ${isOptional ? renderOptional(part, isOut, leaveOut) : html`<span class="share-part">${renderPart(part, false)}</span>`}
        </li>`;
      })}
    </ul>
    ${without.size > 0 ? html`<p class="share-hint share-quoted">${shareWords().mayBeQuoted}</p>` : nothing}`;
}

function renderOptional(
  part: SharedPart,
  isOut: boolean,
  leaveOut: (part: LeftOutPart, isIn: boolean) => void,
): TemplateResult {
  return html`<label class="share-part">
    <input
      type="checkbox"
      .checked=${!isOut}
      @change=${(event: Event) =>
        leaveOut(part.name as LeftOutPart, (event.target as HTMLInputElement).checked)}
    />${renderPart(part, isOut)}
  </label>`;
}

function renderPart({ name, size, excerpts }: SharedPart, isOut: boolean): TemplateResult {
  const words = shareWords();
  return html`<b>${words.partNames[name]}</b>
    <span class="share-size"><bdi>${isOut ? words.leftOutPart : sizeText(name, size)}</bdi></span>
    ${isOut ? nothing : excerpts.map((excerpt) => html`<span class="share-excerpt" dir="auto">${excerpt}</span>`)}`;
}

function sizeText(name: SharedPartName, size: number): string {
  const { characters, chunks, samples, lines } = shareWords();
  const shown = countText(size);
  if (name === 'about') return '';
  if (name === 'tokens') return chunks(shown, size);
  if (name === 'memory') return samples(shown, size);
  return name === 'logs' ? lines(shown, size) : characters(shown, size);
}

interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  readonly hint: string;
}

/** One of some, all in view. */
export function renderChoice<Value>(
  legend: string,
  name: string,
  choices: readonly Choice<Value>[],
  chosen: Value,
  choose: (value: Value) => void,
): TemplateResult {
  return html`<fieldset class="share-choice">
    <legend>${legend}</legend>
    ${choices.map(
      ({ value, label, hint }) =>
        html`<label
          ><input
            type="radio"
            name=${name}
            .checked=${value === chosen}
            @change=${() => choose(value)}
          /><span>${label}${hint ? html` <small>${hint}</small>` : nothing}</span></label
        >`,
    )}
  </fieldset>`;
}
