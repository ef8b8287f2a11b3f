import type { UntimedEvent } from '../trace/index.js';

/** Shorter ones are names of what is no secret (`ollama`), and would be cut from every message. */
const MIN_SECRET_LENGTH = 8;

/** What a person or a model wrote stays as it came. */
const CONTENT = new Set(['prompt_sent', 'token', 'tool_call', 'tool_result', 'memory']);

/** Cuts secrets from what servers say, should they repeat them. */
export class Redaction {
  readonly #secrets = new Set<string>();

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Leaves out what is shorter than 8 characters. */
  add(secret: string): void {
    if (secret.length >= MIN_SECRET_LENGTH) this.#secrets.add(secret);
  }

  /** A text with every secret in it replaced. */
  text(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '[redacted]');
    return clean;
  }

  /** An event that is clean in all that is not content: messages, and what is said of the run and its server. */
  event(event: UntimedEvent): UntimedEvent {
    if (this.#secrets.size === 0 || CONTENT.has(event.type)) return event;
    // Its id is ours, and what the run is known by.
    const kept = event.type === 'run_started' ? { run_id: event.run_id } : {};
    return { ...(this.#cleaned(event) as UntimedEvent), ...kept };
  }

  #cleaned(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.#cleaned(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#cleaned(item)]));
  }
}
