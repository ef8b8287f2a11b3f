import { createParser } from 'eventsource-parser';

/** Longest line or frame that is kept, in characters: bounds the memory that a hostile or broken stream can take. */
const MAX_FRAME_LENGTH = 64 * 1024 * 1024;

/** What the framing of an SSE body hands on. */
export interface SseHandlers {
  data(data: string, eventName?: string): void;
  comment(comment: string): void;
  /** A line that is no SSE field. */
  strayLine(line: string): void;
}

/** A framer for SSE text cut anywhere. `finish` hands on a last frame that no blank line ended. */
export function createSseFramer(handlers: SseHandlers): { push(text: string): void; finish(): void } {
  let isOpen = true;
  let isFirst = true;
  const parser = createParser({
    maxBufferSize: MAX_FRAME_LENGTH,
    onEvent: (frame) => handlers.data(frame.data, frame.event),
    onComment: (comment) => handlers.comment(comment.trim()),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') isOpen = false;
      else if (error.type === 'unknown-field') handlers.strayLine(error.line ?? '');
    },
  });
  const push = (text: string) => {
    if (!isOpen || text === '') return;
    parser.feed(isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text);
    isFirst = false;
  };
  // A stream cut right after its last line still said that line.
  return { push, finish: () => push('\n\n') };
}
