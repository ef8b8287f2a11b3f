import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Race } from '../../engine/race.js';
import { raceLead } from '../../engine/race-standing.js';
import { countText, durationFigure } from '../shared/figure-text.js';
import { strings } from '../strings.js';
import { defineOnce, PlayerPart } from '../trace-player/player-part.js';
import { diffWords } from './diff-words.js';
import type { Runner } from './runner.js';

/** What stands over each run: its letter, its tokens so far, and whether it is ahead, and by how much. */
export class RunFlagElement extends PlayerPart<Race> {
  static override properties: PropertyDeclarations = { runner: { attribute: false } };

  runner?: Runner;

  protected override render(): TemplateResult | typeof nothing {
    const { player: race, runner } = this;
    if (!race || !runner) return nothing;
    const lead = leadText(race, runner);
    return html`<div class="flag ${lead ? 'leads' : ''}" part="run-flag">
      <b class="letter" part="run-letter">${runner.letter}</b>
      <span class="flag-tokens" part="run-tokens"
        ><b>${tokensText(runner)}</b> ${diffWords().runTokens(runner.lane.shown.tokens)}</span
      >
      <span class="flag-lead" part="run-lead">${lead ?? finishText(runner)}</span>
    </div>`;
  }
}

/** A run that is not there has not generated nothing. */
function tokensText({ lane }: Runner): string {
  if (!lane.trace) return diffWords().noTokens;
  const { tokens, source } = lane.shown;
  return `${source === 'chunks' ? '≈ ' : ''}${countText(tokens)}`;
}

function leadText(race: Race, { lane }: Runner): string | undefined {
  const lead = raceLead(race.lanes, race.sync);
  if (lead?.leader !== lane) return undefined;
  const words = diffWords();
  const time = timeText(lead.ms);
  if (lead.kind === 'final') return words.finishedFirstBy(time);
  if (lead.kind === 'finished') return words.finishedAgo(time);
  if (lead.tokens === 0) return words.aheadByTime(time);
  const isApproximate = [lead.leader, lead.follower].some(({ shown }) => shown.source === 'chunks');
  return words.aheadBy(`${isApproximate ? '≈ ' : ''}${countText(lead.tokens)}`, lead.tokens, time);
}

function finishText({ lane }: Runner): string | typeof nothing {
  if (!lane.hasFinished) return nothing;
  return diffWords().finishedIn(timeText(lane.reachMs), lane.trace?.info.timing === 'estimated');
}

function timeText(ms: number): string {
  const { value, unit } = durationFigure(ms, strings());
  return `${value} ${unit}`;
}

defineOnce('trace-diff-flag', RunFlagElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-diff-flag': RunFlagElement;
  }
}
