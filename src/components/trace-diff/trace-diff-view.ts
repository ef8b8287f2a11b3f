import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Race } from '../../engine/race.js';
import { browserScheduler } from '../shared/browser-scheduler.js';
import { onDemand } from '../shared/on-demand.js';
import { noteRacePlaces } from '../shared/race-place.js';
import { TraceErrorEvent } from '../trace-player/player-events.js';
import { handlePlayerKey } from '../trace-player/player-keys.js';
import { defineOnce, PlayerPart } from '../trace-player/player-part.js';
import type { TraceInput } from '../trace-player/trace-input.js';
import { diffWords } from './diff-words.js';
import { TOLD_EVENTS } from './race-events.js';
import { renderLeftOut } from './left-out.js';
import type { RaceLink } from './race-link.js';
import { type RaceSide, RaceSides } from './race-sides.js';
import { type Runner, runnersOf } from './runner.js';
import { renderStart } from './start-button.js';
import type { TraceDiffElement } from './trace-diff.js';
import { diffStyles } from './trace-diff.styles.js';
import './race-controls.js';
import './race-timeline.js';
import './run-flag.js';

const findings = onDemand(() => import('./findings.js'));

/** The body of `<trace-diff>`: the players side by side, one timeline, one row of controls, and what the figures say. */
export class TraceDiffViewElement extends PlayerPart<Race> {
  static override styles = diffStyles;
  static override properties: PropertyDeclarations = {
    host: { attribute: false },
    link: { attribute: false },
    left: { attribute: false },
    right: { attribute: false },
    loop: { attribute: false },
    canShare: { attribute: false },
    sides: { attribute: false },
    findings: { attribute: false },
  };

  host!: TraceDiffElement;
  link!: RaceLink;
  left: TraceInput = '';
  right: TraceInput = '';
  loop = false;
  canShare = false;

  private sides: readonly RaceSide[] = [];
  /** `auto`: once all have ended; also what was closed before they did. */
  private findings: 'auto' | 'open' | 'closed' = 'auto';
  #finder?: RaceSides;
  #hasLeft = false;
  readonly #observer = new MutationObserver(() => this.#findSides());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#finder ??= new RaceSides(this.host, (error) => this.host.dispatchEvent(new TraceErrorEvent(error)));
    this.#observer.observe(this.host, { childList: true });
    this.host.addEventListener('keydown', this.#handleSideKey, { capture: true });
    this.host.addEventListener('keydown', this.#handleKey);
    this.link.swap = this.#swap;
    this.link.traces = () => this.sides.map(({ player }) => player.trace);
    this.#findSides();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.host.removeEventListener('keydown', this.#handleSideKey, { capture: true });
    this.host.removeEventListener('keydown', this.#handleKey);
    // A move within the page is no removal.
    queueMicrotask(() => {
      if (!this.isConnected) this.#leave();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('left') || changed.has('right')) this.#finder!.load([this.left, this.right]);
    if (changed.has('loop') && this.player) this.player.loop = this.loop;
  }

  protected override render(): TemplateResult {
    const race = this.player;
    const runners = race ? runnersOf(race, this.sides) : [];
    return html`<div
      class="diff runs-${this.sides.length}"
      part="diff"
      role="group"
      aria-label=${diffWords().diff}
    >
      ${renderLeftOut(this.#finder!.leftOutCount)}
      <div class="stage">
        <div class="sides" part="sides">
          ${repeat(
            runners,
            ({ side }) => side.element,
            (runner) => this.#renderRun(runner),
          )}
        </div>
        ${race ? renderStart(race, this.#handleStart) : nothing}
      </div>
      <trace-diff-timeline .player=${race} .runners=${runners}></trace-diff-timeline>
      <trace-diff-controls
        .player=${race}
        .areFindingsOpen=${this.#areFindingsOpen}
        @toggle-play=${this.#toggle}
        @toggle-findings=${() => (this.findings = this.#areFindingsOpen ? 'closed' : 'open')}
        @swap=${this.#swap}
        @sync=${(event: Event) => this.#setSync(event)}
        .canShare=${this.canShare}
        @share=${() => this.#share(runners)}
      ></trace-diff-controls>
      <div id="findings">
        ${
          this.#areFindingsOpen
            ? findings(
                () => html`<trace-diff-findings .player=${race} .runners=${runners}></trace-diff-findings>`,
              )
            : nothing
        }
      </div>
      <p class="announcement" role="status">${this.#announcement}</p>
    </div>`;
  }

  protected override updated(): void {
    for (const slot of this.querySelectorAll<HTMLSlotElement>('.run > slot')) {
      const { element } = this.sides[Number(slot.dataset['place'])]!;
      if (slot.assignedElements()[0] !== element) slot.assign(element);
    }
  }

  #renderRun(runner: Runner): TemplateResult {
    const { side, letter, place, lane } = runner;
    const model = lane.player.trace?.info.model ?? '';
    return html`<section class="run run-${place + 1}" part="run" aria-label=${diffWords().run(letter, model)}>
      <trace-diff-flag .player=${this.player} .runner=${runner}></trace-diff-flag>
      ${side.isGiven ? html`<slot data-place=${place}></slot>` : side.element}
    </section>`;
  }

  get #areFindingsOpen(): boolean {
    return this.findings === 'auto' ? this.player?.ended === true : this.findings === 'open';
  }

  /** Said politely, once for all runs. */
  get #announcement(): string {
    const { ended, paused } = this.player ?? { paused: true };
    if (ended) return diffWords().raceEnded;
    return paused ? '' : diffWords().racePlaying;
  }

  #findSides(): void {
    const sides = this.#finder!.find();
    this.#finder!.load([this.left, this.right]);
    const players = sides.map(({ player }) => player);
    const isSame =
      this.player?.lanes.length === players.length &&
      this.player.lanes.every((lane) => players.includes(lane.player));
    this.#stand(sides);
    if (!isSame || this.#hasLeft) this.#form();
  }

  /** From left to right. */
  #stand(sides: readonly RaceSide[]): void {
    const elements = (of: readonly RaceSide[]) => of.map(({ element }) => element);
    noteRacePlaces(elements(sides), elements(this.sides));
    this.sides = sides;
  }

  #form(): void {
    const before = this.player;
    before?.dispose();
    this.#hasLeft = false;
    const race = new Race({
      scheduler: browserScheduler,
      players: this.sides.map(({ player }) => player),
      sync: this.host.sync,
    });
    if (before) race.playbackRate = before.playbackRate;
    race.loop = this.loop;
    race.subscribe((type) => {
      if (type === 'play') this.#finder!.wake();
      if (type === 'ended' && this.findings === 'closed') this.findings = 'auto';
      if (TOLD_EVENTS.has(type)) this.host.dispatchEvent(new Event(type));
    });
    this.player = race;
    this.link.form(race);
    if (this.host.autoplay) race.play();
  }

  #leave(): void {
    this.player?.dispose();
    this.#hasLeft = true;
  }

  readonly #swap = (): void => {
    const { left, right } = this.host;
    this.#stand(this.#finder!.swap());
    // What they play goes with them: nothing is loaded again.
    this.host.left = right;
    this.host.right = left;
    this.host.dispatchEvent(new Event('trace-swap'));
  };

  #setSync(event: Event): void {
    this.host.sync = (event.target as HTMLElement & { sync: 'time' | 'tokens' }).sync;
  }

  /** In the order in which they stand. */
  async #share(runners: readonly Runner[]): Promise<void> {
    const { openShare } = await import('../share/open-share.js');
    openShare(
      this.host,
      this.player!,
      runners.flatMap(({ lane }) => lane.trace ?? []),
    );
  }

  readonly #toggle = (): void => {
    const race = this.player;
    if (race?.paused) race.play();
    else race?.pause();
  };

  readonly #handleStart = (): void => {
    this.#toggle();
    // The button that had the focus goes away: the keys go on working from the timeline.
    this.querySelector<HTMLElement>('[role=slider]')!.focus({ preventScroll: true });
  };

  /** A player would take its keys for itself. */
  readonly #handleSideKey = (event: KeyboardEvent): void => {
    const isInSide = this.sides.some(({ element }) => event.composedPath().includes(element));
    if (isInSide) this.#handleKey(event);
  };

  readonly #handleKey = (event: KeyboardEvent): void => {
    if (this.player) handlePlayerKey(event, this.player, this.#toggle);
  };
}

defineOnce('trace-diff-view', TraceDiffViewElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-diff-view': TraceDiffViewElement;
  }
}
