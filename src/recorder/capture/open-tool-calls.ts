import type { ToolResultEvent, UntimedEvent } from '../../trace/index.js';
import type { SentToolResult } from './sent-tool-results.js';

type ToolResult = Omit<ToolResultEvent, 'time_ms'>;

interface OpenCall {
  readonly completionId?: string;
  readonly id: string;
  readonly name: string;
}

/** The tool calls of a run that no request has answered yet. */
export class OpenToolCalls {
  readonly #calls: OpenCall[] = [];
  /** How many results without an id have been taken, by the tool's name. */
  readonly #answeredByName = new Map<string, number>();

  /** Takes an event of the run: a call opens, a result that the server tells itself closes it. */
  note(event: UntimedEvent): void {
    if (event.type === 'tool_call') {
      this.#calls.push({ completionId: event.completion_id, id: event.tool_call_id, name: event.name });
    } else if (event.type === 'tool_result') {
      this.#take((call) => call.id === event.tool_call_id && call.completionId === event.completion_id);
    }
  }

  /**
   * The events that a request's results make: of those that answer an open call. Every later request repeats the earlier ones.
   * Calls without an id of the server's have one of ours, which no request repeats: then the tool's name and the order tell.
   */
  answer(results: readonly SentToolResult[]): ToolResult[] {
    const seen = new Map<string, number>();
    return results.flatMap((result) => {
      const { id, name = '' } = result;
      if (id) return this.#event(result, (call) => call.id === id);
      const position = (seen.get(name) ?? 0) + 1;
      seen.set(name, position);
      const answered = this.#answeredByName.get(name) ?? 0;
      if (position <= answered) return [];
      this.#answeredByName.set(name, position);
      return this.#event(result, (call) => call.name === name);
    });
  }

  #event({ output, isError }: SentToolResult, isSought: (call: OpenCall) => boolean): ToolResult[] {
    const call = this.#take(isSought);
    if (!call) return [];
    const { completionId, id } = call;
    const told = { output, is_error: isError || undefined };
    return [{ type: 'tool_result', completion_id: completionId, tool_call_id: id, ...told }];
  }

  #take(isSought: (call: OpenCall) => boolean): OpenCall | undefined {
    const index = this.#calls.findIndex(isSought);
    return index < 0 ? undefined : this.#calls.splice(index, 1)[0];
  }
}
