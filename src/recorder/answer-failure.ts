import { RunFailure, serverMessage } from './run-failure.js';

/** How much of a body that is no stream is shown, in characters. */
export const SHOWN_LENGTH = 300;

/** Whether a body begins as a page does, and not as any stream. */
export function isPage(head: string): boolean {
  return head.trimStart().startsWith('<');
}

/** The body ended, but its stream had not; `hasText` says whether anything of an answer came. */
export function unfinished(hasText: boolean, head: string): RunFailure {
  if (hasText) return new RunFailure('stream_cut', 'The stream ended without its end mark.');
  return head.trim() === ''
    ? new RunFailure('stream_cut', 'The server sent an empty answer.')
    : notAStream(head);
}

/** The body is something else than a model's answer. */
export function notAStream(head: string): RunFailure {
  return new RunFailure(
    'http_error',
    `The server answered with ${isPage(head) ? serverMessage(head) : shown(head)}`,
  );
}

function shown(head: string): string {
  return `something else than a model's stream: ${head.trim().replaceAll(/\s+/g, ' ').slice(0, SHOWN_LENGTH)}`;
}
