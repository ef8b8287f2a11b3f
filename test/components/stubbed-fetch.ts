/** Answers the page's `fetch` for one test; `restore` gives the page its own back. */
export function stubFetch(
  answer: (url: string, init?: RequestInit) => Promise<Response> | Response,
): () => void {
  const original = window.fetch;
  window.fetch = (input, init) => Promise.resolve(answer(String(input), init));
  return () => {
    window.fetch = original;
  };
}

/** A body that a test writes by hand. */
export class HandWrittenBody {
  readonly stream: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor() {
    this.stream = new ReadableStream({ start: (controller) => void (this.#controller = controller) });
  }

  write(text: string): void {
    this.#controller.enqueue(new TextEncoder().encode(text));
  }

  close(): void {
    this.#controller.close();
  }

  fail(): void {
    this.#controller.error(new TypeError('network error'));
  }
}
