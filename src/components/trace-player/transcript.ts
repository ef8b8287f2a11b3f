import { html, nothing, type TemplateResult } from 'lit';
import type { Trace } from '../../trace/trace.js';
import { ICONS, icon } from '../shared/icons.js';
import { strings } from '../strings.js';
import { BlockView } from './block-view.js';
import { FollowController } from './follow-controller.js';
import { defineOnce, PlayerPart } from './player-part.js';
import type { copySelectedText } from './text-copy.js';

/**
 * The transcript up to the playhead: real text, exactly as it was received.
 *
 * Its blocks are nodes that it keeps and changes itself: a frame costs a search per block and the change of one text node.
 */
export class TranscriptElement extends PlayerPart {
  readonly #follow = new FollowController(this);
  #views: BlockView[] = [];
  #shownTrace?: Trace;
  #copySelectedText?: typeof copySelectedText;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow.observe(this.#scroller, this.#blocks);
  }

  protected override firstUpdated(): void {
    this.#follow.observe(this.#scroller, this.#blocks);
  }

  protected override updated(): void {
    const trace = this.player?.trace;
    if (trace !== this.#shownTrace) this.#reset(trace);
    if (trace && this.player) this.#showBlocks(trace, this.player.index);
  }

  protected override render(): TemplateResult {
    const words = strings();
    return html`<div
        class="scroller"
        part="transcript"
        role=${this.player?.isLed ? 'group' : 'region'}
        aria-label=${words.transcript(this.player?.trace?.info.model ?? '')}
        tabindex="0"
        @scroll=${this.#follow.handleScroll}
        @pointerdown=${this.#expectCopy}
        @focusin=${this.#expectCopy}
        @copy=${this.#handleCopy}
      >
        <div class="blocks"></div>
        ${this.#isWaiting ? html`<p class="waiting" part="waiting">${words.waitingForToken}</p>` : nothing}
      </div>
      ${
        this.#follow.isFollowing
          ? nothing
          : html`<button class="follow" part="button follow-button" @click=${() => this.#follow.follow()}>
              ${icon(ICONS.down)}${words.follow}
            </button>`
      }`;
  }

  /** Whether a prompt was sent and nothing has come yet. */
  get #isWaiting(): boolean {
    const { trace, index, timeMs, ended } = this.player ?? {};
    if (!trace || index === undefined || timeMs === 0 || ended) return false;
    return trace.blocks[trace.blockIndexAt(index)]?.kind === 'prompt' && !this.#isCompleted(trace, index);
  }

  get #scroller(): HTMLElement {
    return this.querySelector('.scroller')!;
  }

  get #blocks(): HTMLElement {
    return this.querySelector('.blocks')!;
  }

  #showBlocks(trace: Trace, index: number): void {
    // Growth of a live run changes what a piece holds, and how its tokens are counted.
    void this.player!.revision;
    const current = trace.blockIndexAt(index);
    const isOver = this.#isCompleted(trace, index);
    trace.blocks.forEach((block, position) => {
      if (block.firstEvent < 0 || block.firstEvent > index) {
        this.#views[position]?.hide();
        return;
      }
      const isWhole = isOver || (block.namedAtEvent ?? Infinity) <= index;
      const isCurrent = position === current;
      const isStreaming = isCurrent && block.isGenerated && !isWhole;
      this.#viewOf(trace, position).update(index, isCurrent, isStreaming);
    });
  }

  #isCompleted(trace: Trace, index: number): boolean {
    if (trace.isEnded && index >= trace.length - 1) return true;
    const block = trace.blocks[trace.blockIndexAt(index)];
    const completion = block && trace.completions[block.completion];
    return completion?.completedMs !== undefined && completion.completedMs <= trace.timeAt(index);
  }

  #viewOf(trace: Trace, position: number): BlockView {
    const known = this.#views[position];
    if (known) return known;
    const view = new BlockView(trace, trace.blocks[position]!);
    this.#views[position] = view;
    const next = this.#views.slice(position + 1).find((later) => later !== undefined);
    this.#blocks.insertBefore(view.element, next?.element ?? null);
    return view;
  }

  #reset(trace: Trace | undefined): void {
    this.#shownTrace = trace;
    this.#views = [];
    this.#blocks.replaceChildren();
  }

  /** A selection begins with a press or the focus: what copies it as it was received is there by the time that it is made. */
  #expectCopy(): void {
    import('./text-copy.js').then(
      ({ copySelectedText }) => (this.#copySelectedText = copySelectedText),
      // The browser's own copy has the same words.
      () => undefined,
    );
  }

  #handleCopy(event: ClipboardEvent): void {
    const texts = this.#views.filter((view) => view && !view.element.hidden).map((view) => view.text);
    this.#copySelectedText?.(event, this.getRootNode(), texts);
  }
}

defineOnce('trace-player-transcript', TranscriptElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-transcript': TranscriptElement;
  }
}
