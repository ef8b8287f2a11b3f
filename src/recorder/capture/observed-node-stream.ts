import type { BodyWatcher } from './observed-body.js';

/** A stream of Node's, as far as it is watched: whoever reads it in whatever way, it tells each chunk as an event. */
export interface NodeStream {
  emit(type: string | symbol, ...values: unknown[]): boolean;
}

/** Whether a body is a stream of Node's, as some implementations of `fetch` take and give them. */
export function isNodeStream(body: unknown): body is NodeStream {
  const { emit, on, pipe } = (body ?? {}) as Record<string, unknown>;
  return [emit, on, pipe].every((method) => typeof method === 'function');
}

/**
 * Watches a stream by the events that it tells, each after its listeners. A listener of ours would begin to read the stream, or take
 * an error for handled.
 */
export function observeNodeStream(stream: NodeStream, watcher: BodyWatcher): void {
  const { emit } = stream;
  let isOver = false;
  stream.emit = function (...event) {
    try {
      return emit.apply(this, event);
    } finally {
      const [type, value] = event;
      if (!isOver) tell(watcher, type, value);
      isOver ||= type === 'end' || type === 'error' || type === 'close';
    }
  };
}

function tell(watcher: BodyWatcher, type: string | symbol, value: unknown): void {
  if (type === 'data' && typeof value === 'string') watcher.chunk(Buffer.from(value));
  else if (type === 'data' && value instanceof Uint8Array) watcher.chunk(value);
  else if (type === 'end') watcher.end();
  else if (type === 'error') watcher.cut(value);
  // One that has not ended was left.
  else if (type === 'close') watcher.cancel();
}
