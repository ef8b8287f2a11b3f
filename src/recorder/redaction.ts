import type { UntimedEvent } from '../trace/index.js';

/** Cuts secrets from what servers say, should they repeat them. */
export class Redaction {
  readonly #secrets = new Set<string>();

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret);
  }

  add(secret: string): void {
    if (secret !== '') this.#secrets.add(secret);
  }

  /** A text with every secret in it replaced. */
  text(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '[redacted]');
    return clean;
  }

  /** An event whose message, if it has one, is clean. */
  event(event: UntimedEvent): UntimedEvent {
    if (this.#secrets.size === 0) return event;
    switch (event.type) {
      case 'error':
      case 'log':
        return { ...event, message: this.text(event.message) };
      case 'run_failed':
        return { ...event, error: { ...event.error, message: this.text(event.error.message) } };
      default:
        return event;
    }
  }
}
