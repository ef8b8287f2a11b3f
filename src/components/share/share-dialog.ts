import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { isLocalAddress } from '../../engine/source/local-address.js';
import { mainResponse } from '../../trace/replay-file/format.js';
import type { LeftOutPart } from '../../trace/lost-parts.js';
import type { Trace } from '../../trace/trace.js';
import { copyText } from '../shared/copy-text.js';
import { clockText, countText } from '../shared/figure-text.js';
import { saveBlob } from '../shared/save-blob.js';
import { SharedRootPart } from '../shared/shared-root-part.js';
import { strings } from '../strings.js';
import { defineOnce } from '../trace-player/player-part.js';
import { elementCode, frameCode } from './embed-code.js';
import { isTooLong, type LinkState, linkTold } from './link-told.js';
import { replayBlob, replayFileName } from './replay-download.js';
import { shareStyles } from './share-dialog.styles.js';
import { sharedParts } from './share-parts.js';
import { renderChoice, renderParts } from './share-parts-view.js';
import { shareWords } from './share-words.js';
import { pageAddress, snapshotUrl } from './snapshot-url.js';

/** What is shared: one run, or the two of a comparison, and where they stand. */
export interface Shared {
  readonly traces: readonly Trace[];
  /** Whether there are more runs than a link holds. */
  readonly isShort: boolean;
  /** The address of a page that plays links; '' for the page itself. */
  readonly base: string;
  readonly timeMs: number;
  readonly playbackRate: number;
}

/** In which form it is shared. */
type ShareForm = 'link' | 'moment' | 'frame' | 'element';

/** What chats take, what nearly all else takes, and no limit: in characters. */
const LENGTHS = [2000, 8000, Infinity] as const;

/** Shows what a link to a run holds before it is made, lets parts be left out, and hands it over as a link, as HTML or as a file. */
export class ShareDialogElement extends SharedRootPart {
  static override styles = shareStyles;
  static override properties: PropertyDeclarations = {
    shared: { attribute: false },
    form: { attribute: false },
    without: { attribute: false },
    maxLength: { attribute: false },
    link: { attribute: false },
    status: { attribute: false },
  };

  shared!: Shared;

  private form: ShareForm = 'link';
  private without: ReadonlySet<LeftOutPart> = new Set();
  private maxLength: number = LENGTHS[1];
  private link: LinkState = {};
  private status = '';
  #making = 0;

  get #dialog(): HTMLDialogElement {
    return this.querySelector('dialog')!;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (['form', 'without', 'maxLength'].some((name) => changed.has(name))) void this.#make();
  }

  protected override firstUpdated(): void {
    this.#dialog.showModal();
    // What the link holds is read before anything is chosen.
    this.#dialog.focus();
  }

  protected override render(): TemplateResult {
    const words = shareWords();
    const title = this.shared.traces.length > 1 ? words.shareTitlePair : words.shareTitle;
    return html`<dialog
      class="share-dialog"
      part="share-dialog"
      aria-labelledby="share-title"
      tabindex="-1"
      @close=${() => this.dispatchEvent(new Event('close'))}
      @click=${this.#handleClick}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      <div class="share-head">
        <h2 id="share-title">${title}</h2>
        <button
          class="share-close"
          part="button"
          aria-label=${words.close}
          title=${words.close}
          @click=${this.#close}
        >
          ✕
        </button>
      </div>
      <p class="share-hint">${words.linkHolds} ${this.shared.isShort ? words.linkHoldsTwo : ''}</p>
      ${renderParts(sharedParts(this.shared.traces), this.without, this.#leaveOut)} ${this.#renderForms()}
      ${this.#renderLengths()} ${this.#renderCode()}
      <div class="share-acts">
        <button class="share-act" part="button" @click=${this.#copyAnswer}>${words.copyAnswer}</button>
        <button
          class="share-act ${isTooLong(this.link) ? 'share-primary' : ''}"
          part="button"
          @click=${this.#saveFiles}
        >
          ${words.saveFile}
        </button>
      </div>
    </dialog>`;
  }

  #renderForms(): TemplateResult {
    const { shareAs, shareForms, momentAt } = shareWords();
    const { timeMs, playbackRate } = this.shared;
    const isAtStart = timeMs === 0 && playbackRate === 1;
    const moment = momentAt(clockText(timeMs), strings().rate(playbackRate));
    return renderChoice(
      shareAs,
      'share-form',
      (['link', 'moment', 'frame', 'element'] as const)
        .filter((form) => form !== 'moment' || !isAtStart)
        .map((form) => ({ value: form, label: shareForms[form], hint: form === 'moment' ? moment : '' })),
      this.form,
      (form) => (this.form = form),
    );
  }

  #renderLengths(): TemplateResult {
    const { shareLength, lengthChat, lengthMost, lengthAny } = shareWords();
    const labels = [lengthChat, lengthMost, lengthAny];
    return renderChoice(
      shareLength,
      'share-length',
      LENGTHS.map((value, place) => ({ value, label: labels[place]!, hint: '' })),
      this.maxLength,
      (length) => (this.maxLength = length),
    );
  }

  #renderCode(): TemplateResult {
    const words = shareWords();
    return html`<div class="share-code-row">
        <textarea
          class="share-code"
          part="share-code"
          readonly
          rows="3"
          spellcheck="false"
          aria-label=${words.shareForms[this.form]}
          aria-describedby="share-told"
          .value=${this.#code}
          @focus=${(event: FocusEvent) => (event.target as HTMLTextAreaElement).select()}
        ></textarea>
        <button
          class="share-act share-primary"
          part="button share-copy-button"
          ?disabled=${!this.link.made}
          @click=${this.#copy}
        >
          ${words.copy}
        </button>
      </div>
      <p class="share-status" role="status">${this.status}</p>
      <p class="share-told" id="share-told">${linkTold(this.link, this.#code.length, this.maxLength)}</p>
      ${this.#isLocal ? html`<p class="share-told">${words.localAddress}</p>` : nothing}`;
  }

  get #code(): string {
    const { link, form } = this;
    const { made } = link;
    if (!made) return '';
    if (form === 'frame') return frameCode(made, this.#title);
    return form === 'element' ? elementCode(made) : made.url;
  }

  get #title(): string {
    return this.shared.traces.map(({ info }) => strings().player(info.model)).join(' · ');
  }

  get #isLocal(): boolean {
    return this.form !== 'element' && isLocalAddress(pageAddress(this.shared.base));
  }

  /** What was asked for last is what is shown, however long something asked for before takes. */
  async #make(): Promise<void> {
    const making = ++this.#making;
    const { timeMs, playbackRate, traces, base } = this.shared;
    const moment = { t: timeMs / 1000, ...(playbackRate !== 1 && { speed: playbackRate }) };
    this.link = {};
    this.status = '';
    const options = { base, maxLength: this.maxLength, without: [...this.without] };
    try {
      const made = await snapshotUrl(traces, { ...options, ...(this.form === 'moment' && moment) });
      if (making === this.#making) this.link = { made };
    } catch (failure) {
      if (making === this.#making) this.link = { failure };
    }
  }

  readonly #leaveOut = (part: LeftOutPart, isIn: boolean): void => {
    const without = new Set(this.without);
    if (isIn) without.delete(part);
    else without.add(part);
    this.without = without;
  };

  readonly #copy = async (): Promise<void> => this.#tellCopied(this.#code);

  readonly #copyAnswer = async (): Promise<void> =>
    this.#tellCopied(this.shared.traces.map(mainResponse).join('\n\n'));

  async #tellCopied(text: string): Promise<void> {
    const words = shareWords();
    const isCopied = await copyText(text);
    this.status = isCopied ? words.copiedCharacters(countText(text.length), text.length) : words.notCopied;
  }

  readonly #saveFiles = (): void => {
    const names = this.shared.traces.map((trace) => {
      const name = replayFileName(trace);
      saveBlob(replayBlob(trace, this.without), name);
      return name;
    });
    this.status = shareWords().fileSaved(names.join(', '));
  };

  readonly #close = (): void => this.#dialog.close();

  /** Beside the dialog there is only its backdrop. */
  readonly #handleClick = (event: Event): void => {
    if (event.target === this.#dialog) this.#close();
  };
}

defineOnce('trace-player-share', ShareDialogElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-share': ShareDialogElement;
  }
}
