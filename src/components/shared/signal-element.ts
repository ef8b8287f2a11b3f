import { LitElement } from 'lit';
import { Watcher } from '../../engine/signal.js';

/** An element that updates again when a signal changes that its last update read. */
export class SignalElement extends LitElement {
  readonly #watcher = new Watcher(() => this.requestUpdate());

  override connectedCallback(): void {
    super.connectedCallback();
    // What changed while it was away was not watched.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move within the page is no removal.
    queueMicrotask(() => {
      if (!this.isConnected) this.#watcher.stop();
    });
  }

  protected override performUpdate(): void {
    if (this.isUpdatePending) this.#watcher.read(() => super.performUpdate());
  }
}
