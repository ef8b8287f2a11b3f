import { detectFormat, type DialectName } from '../../trace/index.js';
import type { Scheduler } from '../scheduler.js';
import { ArrivingAnswer, type ArrivedText } from './arriving-answer.js';
import type { SourceContext, SourceSink } from './source.js';
import { withPause } from './with-pause.js';

/** A saved body has come by then; a stream that is still open is taken to be going on. */
const MOMENT_MS = 1000;

/** How long a stream of no known kind, which may never end, has to show what it is after that. */
const UNKNOWN_MS = 4000;

/** The formats that are a model server's answer. */
const ANSWERS: ReadonlySet<string> = new Set<DialectName>([
  'openai-chat',
  'openai-responses',
  'anthropic',
  'gemini',
  'ollama',
  'lm-studio',
  'llama-cpp',
]);

type Texts = AsyncIterable<string | undefined>;

/**
 * Plays a model server's stream as it arrives. Gives back the text of one that is over after a moment, as a saved one's pace is better
 * told by what stands in it, and of one that is of no known kind: to be read as a file.
 */
export async function playArriving(
  texts: AsyncIterable<string>,
  sink: SourceSink,
  context: SourceContext,
): Promise<Texts | undefined> {
  const { scheduler } = context;
  const rest = withPause(texts, scheduler, MOMENT_MS);
  const seen: ArrivedText[] = [];
  try {
    for (;;) {
      const { done, value: text } = await rest.next();
      if (done) return joined(seen, rest);
      if (text === undefined) break;
      seen.push({ text, atMs: scheduler.now() });
    }
  } catch (failure) {
    return joined(seen, failing(failure));
  }
  const dialect = answerOf(seen);
  if (!dialect) return withPause(joined(seen, rest), scheduler, UNKNOWN_MS);
  await new ArrivingAnswer(dialect, sink, context).read(arriving(seen, rest, scheduler));
  return undefined;
}

function answerOf(seen: readonly ArrivedText[]): DialectName | undefined {
  try {
    const format = detectFormat(seen.map(({ text }) => text).join(''), false);
    return format && ANSWERS.has(format) ? (format as DialectName) : undefined;
  } catch {
    // Who reads it as a file says why.
    return undefined;
  }
}

async function* joined(seen: readonly ArrivedText[], rest: Texts): AsyncGenerator<string> {
  for (const { text } of seen) yield text;
  for await (const text of rest) if (text !== undefined) yield text;
}

async function* arriving(
  seen: readonly ArrivedText[],
  rest: Texts,
  scheduler: Scheduler,
): AsyncGenerator<ArrivedText> {
  yield* seen;
  for await (const text of rest) if (text !== undefined) yield { text, atMs: scheduler.now() };
}

async function* failing(failure: unknown): AsyncGenerator<never> {
  await Promise.reject(failure);
}
