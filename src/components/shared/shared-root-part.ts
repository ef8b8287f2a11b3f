import { SignalWatcher } from '@lit-labs/signals';
import { LitElement } from 'lit';

/**
 * A part that renders into the shadow root that it stands in: one set of styles, and every `part` can be reached from outside. A
 * part that loads on demand brings its styles along, as `static styles`. It renders on its own when signals that it reads change.
 */
export class SharedRootPart extends SignalWatcher(LitElement) {
  protected override createRenderRoot(): HTMLElement {
    const root = this.getRootNode() as ShadowRoot;
    const { elementStyles } = this.constructor as typeof LitElement;
    const own = elementStyles.map((styles) => ('styleSheet' in styles ? styles.styleSheet! : styles));
    if (own.length > 0) root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...own])];
    return this;
  }
}
