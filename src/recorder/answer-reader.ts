import { createDialectStream, type DialectEvent, type DialectName } from '../trace/index.js';
import type { HttpAnswer } from './http-post.js';
import type { Recording } from './recording.js';
import { isPage, notAStream, SHOWN_LENGTH, unfinished } from './answer-failure.js';
import { RunFailure } from './run-failure.js';

/**
 * Reads one streamed answer into a recording. Every network chunk is stamped when it arrives, decoded by one decoder (a character
 * may be cut between chunks), and told by the dialect. Resolves when the stream's end mark was there; else throws the
 * `RunFailure`, after everything that came has been recorded.
 */
export async function readAnswer(
  answer: HttpAnswer,
  dialectName: DialectName,
  recording: Recording,
): Promise<void> {
  const dialect = createDialectStream(dialectName, { completionId: '' });
  const decoder = new TextDecoder();
  let head = '';
  const take = (text: string, arrivalMs: number) => {
    if (head.length < SHOWN_LENGTH) head += text.slice(0, SHOWN_LENGTH);
    if (isPage(head)) throw notAStream(head);
    emitAll(recording, dialect.push(text, arrivalMs));
  };
  const cut = await answer
    .read((bytes) => {
      take(decoder.decode(bytes, { stream: true }), recording.elapsedMs());
      return dialect.ending !== 'open';
    })
    .then(() => undefined, asFailure);
  if (cut?.code === 'http_error') throw cut;
  // What the cut left of a character is no text that came.
  if (!cut) take(decoder.decode(), recording.elapsedMs());
  emitAll(recording, dialect.finish(recording.elapsedMs()));
  if (dialect.ending === 'completed') return;
  if (dialect.error) throw new RunFailure('server_error', dialect.error.message);
  const hasText = recording.trace.blocks.some((block) => block.isGenerated);
  throw cut ?? unfinished(hasText, head);
}

function emitAll(recording: Recording, events: readonly DialectEvent[]): void {
  for (const { event, arrivalMs } of events) recording.emit(event, arrivalMs);
}

function asFailure(error: unknown): RunFailure {
  if (error instanceof RunFailure) return error;
  return new RunFailure(
    'stream_cut',
    `The connection to the model server broke: ${breakReason(error as Error)}`,
  );
}

/** Node calls a connection that the other side closed too early “aborted”, which reads as if the user had done it. */
function breakReason({ message }: Error): string {
  return message === 'aborted' ? 'it was closed before the answer was whole' : message;
}
