import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** This near to the end counts as at the end. */
const SLACK_PX = 24;

/**
 * Keeps the newest text of a scrolling box in view, until the reader scrolls up; takes hold again at the end. It scrolls when
 * the observer tells that the content changed its size: layout is done by then, so that no frame pays for it twice.
 */
export class FollowController implements ReactiveController {
  isFollowing = true;
  readonly #host: ReactiveControllerHost;
  readonly #observer?: ResizeObserver;
  #scroller?: HTMLElement;
  #lastTop = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    // On a server there is nothing to follow.
    if (typeof ResizeObserver !== 'undefined') this.#observer = new ResizeObserver(() => this.#keepUp());
    host.addController(this);
  }

  /** Watches a scrolling box and what it scrolls. */
  observe(scroller: HTMLElement, content: HTMLElement): void {
    this.#scroller = scroller;
    this.#observer?.observe(content);
    this.#observer?.observe(scroller);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /** Goes to the end and stays there. */
  follow(): void {
    this.#set(true);
    this.#keepUp();
  }

  /** Tells a reader's scrolling from growth: growth never moves the box up. */
  readonly handleScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller!;
    if (scrollHeight - clientHeight - scrollTop < SLACK_PX) this.#set(true);
    else if (scrollTop < this.#lastTop - 1) this.#set(false);
    this.#lastTop = scrollTop;
  };

  #keepUp(): void {
    if (this.isFollowing && this.#scroller) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #set(isFollowing: boolean): void {
    if (isFollowing === this.isFollowing) return;
    this.isFollowing = isFollowing;
    this.#host.requestUpdate();
  }
}
