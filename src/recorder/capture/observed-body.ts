/** Told of what is read of a body. */
export interface BodyWatcher {
  /** The bytes are the watcher's own. */
  chunk(bytes: Uint8Array): void;
  end(): void;
  cut(error: unknown): void;
  /** The reader wants no more. */
  cancel(): void;
}

/**
 * A stream that reads another one only when it is read itself, and gives the same chunks: the watcher sees what the reader takes, when
 * it takes it. Errors, cancelling and backpressure pass through; byte streams stay byte streams.
 */
export function observedBody(
  body: ReadableStream<Uint8Array>,
  watcher: BodyWatcher,
): ReadableStream<Uint8Array> {
  const isBytes = isByteStream(body);
  const reader = body.getReader();
  let isOver = false;
  const once = (tell: () => void) => {
    if (!isOver) tell();
    isOver = true;
  };
  type Controller = ReadableStreamDefaultController<Uint8Array> | ReadableByteStreamController;
  const source = {
    start(controller: Controller) {
      // Also when nobody reads just now: an abort is an error of the stream at once.
      reader.closed.catch((error: unknown) =>
        once(() => {
          watcher.cut(error);
          controller.error(error);
        }),
      );
    },
    async pull(controller: Controller) {
      // Failing is what `closed` tells.
      const next = await reader.read().catch(() => undefined);
      if (!next || isOver) return;
      if (next.done) return once(() => close(controller, watcher));
      // A byte stream takes its chunks away, and with them their bytes.
      const copy = isBytes ? next.value.slice() : next.value;
      (controller as ReadableStreamDefaultController<Uint8Array>).enqueue(next.value);
      watcher.chunk(copy);
    },
    cancel(reason: unknown) {
      once(() => watcher.cancel());
      return reader.cancel(reason);
    },
  };
  const lazily = { highWaterMark: 0 };
  const stream = isBytes
    ? new ReadableStream({ ...source, type: 'bytes' as const }, lazily)
    : new ReadableStream<Uint8Array>(source, lazily);
  return stream as ReadableStream<Uint8Array>;
}

function close(
  controller: ReadableStreamDefaultController<Uint8Array> | ReadableByteStreamController,
  watcher: BodyWatcher,
): void {
  watcher.end();
  controller.close();
  // A reader that brought its own buffer waits for it to come back.
  if ('byobRequest' in controller)
    (controller.byobRequest as { respond(bytes: number): void } | null)?.respond(0);
}

function isByteStream(body: ReadableStream<Uint8Array>): boolean {
  try {
    body.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
