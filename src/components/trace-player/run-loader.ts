import type { Player } from '../../engine/player.js';
import { addressSource, inputSource, type TraceInput } from './trace-input.js';

const NETWORK_LOADING = 2;

/** What of an element's settings says what to load, and when. */
export interface LoadSettings {
  readonly src: string;
  readonly runId: string;
  readonly preload: string;
  /** Seconds. */
  readonly startAt: number;
  readonly baseURI: string;
  /** Lets what is due be loaded. */
  requestUpdate(): void;
}

/** What was loaded, and whether only once it was played. */
interface LoadedAddress {
  readonly src: string;
  readonly runId: string;
  readonly isLater: boolean;
}

/** Loads what an element's settings ask for into its player, whenever they ask for something else. */
export class RunLoader {
  readonly #player: Player;
  readonly #settings: LoadSettings;
  #input?: TraceInput;
  /** What was loaded last, to tell a change of the settings from any other update. */
  #loaded?: LoadedAddress;

  constructor(player: Player, settings: LoadSettings) {
    this.#player = player;
    this.#settings = settings;
  }

  /** Something that the page handed over: it goes before the address, as `srcObject` does. */
  get input(): TraceInput | undefined {
    return this.#input;
  }

  set input(input: TraceInput | undefined) {
    this.#input = input;
    this.load();
  }

  get hasSource(): boolean {
    return this.#input !== undefined || this.#settings.src !== '';
  }

  /** Loads from the beginning; with `preload="none"`, lets go of the run until `start`. */
  load(): void {
    const { src, runId } = this.#settings;
    this.#loaded = { src, runId, isLater: this.#isLater };
    const isWaiting = this.#isLater && this.#input === undefined;
    if (this.hasSource && !isWaiting) this.start();
    else this.#player.load(undefined);
  }

  /** Whether the player still has what was asked for before. */
  get isDue(): boolean {
    return this.#loaded !== undefined && this.#isOther;
  }

  loadIfDue(): void {
    if (this.#isOther) this.load();
  }

  /** Loads, whatever `preload` says. */
  start(): void {
    const { src, baseURI, runId, startAt } = this.#settings;
    const input = this.#input;
    this.#player.load(
      input === undefined ? addressSource(src, baseURI, runId, () => this.#forget()) : inputSource(input),
      startAt > 0 ? startAt * 1000 : undefined,
    );
  }

  /** Lets go of what is still to come, until it is asked for again. */
  cancel(): void {
    this.#player.load(undefined);
  }

  /** Nothing runs on, and what was still to come is not waited for: the next chance loads it again. */
  stop(): void {
    this.#player.pause();
    if (this.#player.networkState !== NETWORK_LOADING) return;
    this.cancel();
    this.#loaded = undefined;
  }

  /** The next chance, which is soon, loads it again. */
  #forget(): void {
    this.#loaded = undefined;
    this.#settings.requestUpdate();
  }

  get #isOther(): boolean {
    if (this.#input !== undefined) return false;
    const { src, runId } = this.#settings;
    const { src: loadedSrc, runId: loadedRunId, isLater } = this.#loaded ?? {};
    return src !== loadedSrc || runId !== loadedRunId || this.#isLater !== isLater;
  }

  get #isLater(): boolean {
    return this.#settings.preload === 'none';
  }
}
