import type { JsonObject, Usage } from '../events.js';
import { type AnswerAssembler, restOfDetails, type TokenDetails } from './answer-assembler.js';
import { ChunkCounter } from './chunk-counter.js';
import { PartialArguments } from './gemini-partial-args.js';
import { JsonDialect } from './json-dialect.js';
import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from './json-values.js';

/** A call whose arguments are still coming. */
interface OpenCall {
  readonly index: number;
  readonly name: string;
  readonly args: PartialArguments;
  hasArguments: boolean;
}

/**
 * Gemini's `streamGenerateContent`, as SSE or as one JSON array. Thoughts are parts with a mark, usage counts up from chunk to
 * chunk, and there is no end mark: a finish reason is the end.
 */
export class GeminiStream extends JsonDialect {
  #counter = new ChunkCounter();
  /** The response's, as its chunks name it. */
  #responseId = '';
  #toolCalls = 0;
  /** By the candidate. */
  readonly #openCalls = new Map<number, OpenCall>();
  /** The code that the server ran last, whose result follows it. */
  #codeCallId = '';

  protected override take(chunk: JsonObject): void {
    this.model ??= asString(chunk.modelVersion);
    this.#responseId = firstText(chunk.responseId) || this.#responseId;
    const usage = parseGeminiUsage(asObject(chunk.usageMetadata));
    this.usage = usage ?? this.usage;
    const blocked = firstText(asObject(chunk.promptFeedback)?.blockReason);
    if (blocked) return this.fail({ message: `the prompt was refused: ${blocked}`, code: blocked });
    const candidates = asObjects(chunk.candidates);
    // Usage counts all candidates together.
    const counted = candidates.length === 1 ? usage?.completion_tokens : undefined;
    candidates.forEach((candidate, position) =>
      this.#takeCandidate(candidate, asCount(candidate.index) ?? position, counted),
    );
  }

  protected override isNextRequest(chunk: JsonObject): boolean {
    const id = firstText(chunk.responseId);
    return (
      id !== '' &&
      this.#responseId !== '' &&
      id !== this.#responseId &&
      asObjects(chunk.candidates).length > 0
    );
  }

  protected override beginRequest(): void {
    this.#counter = new ChunkCounter();
    this.#openCalls.clear();
  }

  #takeCandidate(candidate: JsonObject, index: number, counted: number | undefined): void {
    const answer = this.answer(index);
    const parts = asObjects(asObject(candidate.content)?.parts).filter(bringsText);
    const isOnlyAnswer = this.answerCount === 1 && index === 0;
    // A whole answer in one chunk: its usage is that of all its parts together.
    const isWhole = firstText(candidate.finishReason) !== '' && !this.#counter.hasBegun;
    const count = parts.length > 0 && isOnlyAnswer && !isWhole ? this.#counter.next(counted) : undefined;
    let details: TokenDetails = { count };
    for (const part of parts) {
      const call = asObject(part.functionCall);
      if (call) this.#takeCall(call, index, details);
      else this.#takePart(part, answer, details);
      details = restOfDetails(details);
    }
    if (firstText(candidate.finishReason)) this.#endCall(index);
    answer.finishReason = firstText(candidate.finishReason) || answer.finishReason;
  }

  #takePart(part: JsonObject, answer: AnswerAssembler, details: TokenDetails): void {
    const text = firstText(part.text);
    const code = asObject(part.executableCode);
    const result = asObject(part.codeExecutionResult);
    if (text !== '' && part.thought === true) answer.reasoning(text, this.time, details);
    else if (text !== '') answer.content(text, this.time, details);
    else if (code) {
      const id = this.#takeToolCall('code_execution', firstText(code.code), answer, details, code);
      this.#codeCallId = id ?? '';
    } else if (result) this.#takeCodeResult(result, answer);
  }

  /** A call comes whole; or, where that was asked for, in parts: the first tells its name, the last that none follows. */
  #takeCall(call: JsonObject, index: number, details: TokenDetails): void {
    const partials = asObjects(call.partialArgs);
    const hasParts = partials.length > 0 || call.willContinue === true;
    const name = firstText(call.name);
    const open = this.#openCalls.get(index);
    const isOpen = open && (name === '' || (name === open.name && partials.length > 0));
    if (!isOpen) {
      this.#endCall(index);
      if (!hasParts)
        return void this.#takeToolCall(
          name,
          JSON.stringify(call.args ?? {}),
          this.answer(index),
          details,
          call,
        );
    }
    const taken = isOpen ? open : this.#startCall(call, name, index);
    const whole = call.args !== undefined && !taken.hasArguments && !hasParts;
    const args = whole
      ? JSON.stringify(call.args)
      : partials.map((partial) => taken.args.add(partial)).join('');
    this.#addArguments(index, taken, args, details);
    if (whole) this.#completeCall(index, taken);
    else if (call.willContinue !== true) this.#endCall(index);
  }

  #startCall({ id }: JsonObject, name: string, index: number): OpenCall {
    const call = { index: this.#toolCalls++, name, args: new PartialArguments(), hasArguments: false };
    this.answer(index).toolFragment({ index: call.index, id: asString(id), name, arguments: '' }, this.time);
    this.#openCalls.set(index, call);
    return call;
  }

  #addArguments(index: number, call: OpenCall, args: string, details?: TokenDetails): void {
    call.hasArguments ||= args !== '';
    this.answer(index).toolFragment({ index: call.index, arguments: args }, this.time, details);
  }

  #endCall(index: number): void {
    const call = this.#openCalls.get(index);
    if (!call) return;
    this.#addArguments(index, call, call.args.finish());
    this.#completeCall(index, call);
  }

  #completeCall(index: number, call: OpenCall): void {
    this.#openCalls.delete(index);
    this.answer(index).completeToolCall(call.index, this.time);
  }

  /** Returns the id of a call that came whole. */
  #takeToolCall(
    name: string | undefined,
    args: string,
    answer: AnswerAssembler,
    details: TokenDetails,
    { id }: JsonObject,
  ): string | undefined {
    const index = this.#toolCalls++;
    answer.toolFragment({ index, id: asString(id), name, arguments: args }, this.time, details);
    return answer.completeToolCall(index, this.time);
  }

  #takeCodeResult(result: JsonObject, answer: AnswerAssembler): void {
    const isError = result.outcome !== undefined && result.outcome !== 'OUTCOME_OK';
    const output = firstText(result.output);
    answer.send(
      { type: 'tool_result', tool_call_id: this.#codeCallId, output, is_error: isError || undefined },
      this.time,
    );
  }
}

function bringsText(part: JsonObject): boolean {
  const { functionCall, executableCode, codeExecutionResult } = part;
  return firstText(part.text) !== '' || [functionCall, executableCode, codeExecutionResult].some(asObject);
}

/** Thoughts are counted beside the answer: together they are what the model wrote. */
function parseGeminiUsage(usage: JsonObject | undefined): Usage | undefined {
  const answer = asCount(usage?.candidatesTokenCount);
  const thoughts = asCount(usage?.thoughtsTokenCount);
  if (!usage || (answer === undefined && thoughts === undefined)) return undefined;
  return {
    prompt_tokens: asCount(usage.promptTokenCount),
    completion_tokens: (answer ?? 0) + (thoughts ?? 0),
    reasoning_tokens: thoughts,
    total_tokens: asCount(usage.totalTokenCount),
  };
}
