import { Player } from '../../engine/player.js';
import type { Trace } from '../../trace/trace.js';
import { browserScheduler } from '../shared/browser-scheduler.js';
import { MOST_RUNS } from '../shared/race-place.js';
import { addressSource } from '../trace-player/trace-input.js';
import type { RunMedia, RunSource } from './chart-run.js';

/** What a chart's element was told to draw, the first of these that says something: players, traces, an address. */
export interface SourceSettings {
  /** Ids of players in the same document or shadow root, apart by spaces. */
  readonly htmlFor: string;
  readonly traces: readonly Trace[];
  readonly src: string;
  readonly runId: string;
}

const GROWTH_EVENTS = [
  'emptied',
  'loadedmetadata',
  'durationchange',
  'progress',
  'canplaythrough',
  'trace-load',
] as const;
const MOVE_EVENTS = ['play', 'playing', 'pause', 'ended', 'seeking', 'timeupdate'] as const;

/** Finds the runs of a chart, and tells when they grow and when their players move. */
export class ChartSources {
  readonly #host: HTMLElement;
  readonly #onGrowth: () => void;
  readonly #onMove: () => void;
  readonly #observer = new MutationObserver(() => this.#findPlayers());
  #settings?: SourceSettings;
  #media: readonly RunMedia[] = [];
  /** The comparisons that they stand in: where these change sides, the runs change colours. */
  #races: ReadonlySet<Element> = new Set();
  #missingId?: string;
  #own?: Player;

  constructor(host: HTMLElement, onGrowth: () => void, onMove: () => void) {
    this.#host = host;
    this.#onGrowth = onGrowth;
    this.#onMove = onMove;
  }

  /** The runs of which something is there. */
  get runs(): RunSource[] {
    const { traces = [] } = this.#settings ?? {};
    const own = this.#own?.trace;
    if (this.#settings?.htmlFor)
      return this.#media.flatMap((media) => (media.trace ? [{ trace: media.trace, media }] : []));
    return (traces.length > 0 ? traces : own ? [own] : []).slice(0, MOST_RUNS).map((trace) => ({ trace }));
  }

  /** How many of the runs that were asked for have no place. */
  get leftOutCount(): number {
    const { htmlFor, traces } = this.#settings ?? { htmlFor: '', traces: [] };
    return Math.max(0, (htmlFor ? idsIn(htmlFor) : traces).length - MOST_RUNS);
  }

  /** The id of a player that is not on the page. */
  get missingId(): string | undefined {
    return this.#missingId;
  }

  /** Why the address could not be loaded. */
  get failure(): string | undefined {
    return this.#own?.error?.message;
  }

  follow(settings: SourceSettings): void {
    this.release();
    this.#settings = settings;
    if (settings.htmlFor) this.#watchPlayers();
    else if (settings.traces.length === 0 && settings.src !== '') this.#load(settings);
    this.#onGrowth();
  }

  /** Lets go of players and of what is still to come. */
  release(): void {
    this.#observer.disconnect();
    this.#listen([]);
    this.#own?.dispose();
    this.#own = this.#missingId = undefined;
  }

  /** Where the chart's element stands, and with it the players: the host is a part in that element's shadow root. */
  get #root(): ParentNode & Node {
    const { host } = this.#host.getRootNode() as ShadowRoot;
    return host.getRootNode() as Document | ShadowRoot;
  }

  #watchPlayers(): void {
    const root = this.#root;
    // A player may be named before it is there, and another one take its id later.
    this.#observer.observe(root, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['id'],
    });
    this.#findPlayers();
  }

  #findPlayers(): void {
    const ids = idsIn(this.#settings!.htmlFor).slice(0, MOST_RUNS);
    const found = ids.map((id) => this.#root.querySelector(`#${CSS.escape(id)}`));
    const media = found.filter((element) => element !== null) as unknown as RunMedia[];
    const missingId = ids[found.indexOf(null)];
    if (missingId === this.#missingId && isSameList(media, this.#media)) return;
    this.#missingId = missingId;
    this.#listen(media);
    this.#onGrowth();
  }

  #listen(media: readonly RunMedia[]): void {
    for (const race of this.#races) race.removeEventListener('trace-swap', this.#onGrowth);
    this.#races = new Set(media.flatMap((one) => (one as unknown as Element).closest('trace-diff') ?? []));
    for (const race of this.#races) race.addEventListener('trace-swap', this.#onGrowth);
    for (const one of this.#media) {
      for (const type of GROWTH_EVENTS) one.removeEventListener(type, this.#onGrowth);
      for (const type of MOVE_EVENTS) one.removeEventListener(type, this.#onMove);
    }
    for (const one of media) {
      for (const type of GROWTH_EVENTS) one.addEventListener(type, this.#onGrowth);
      for (const type of MOVE_EVENTS) one.addEventListener(type, this.#onMove);
    }
    this.#media = media;
  }

  #load({ src, runId }: SourceSettings): void {
    const player = new Player({ scheduler: browserScheduler });
    this.#own = player;
    player.subscribe(() => this.#onGrowth());
    player.load(addressSource(src, this.#host.baseURI, runId));
  }
}

function idsIn(htmlFor: string): string[] {
  return htmlFor.split(/\s+/).filter(Boolean);
}

function isSameList<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
