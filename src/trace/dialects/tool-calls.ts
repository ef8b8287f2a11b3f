/** A fragment of a tool call, as a chunk brings it. */
export interface ToolFragment {
  /** Which of the answer's calls it belongs to, where the server says. */
  readonly index?: number;
  readonly id?: string;
  readonly name?: string;
  readonly arguments: string;
}

/** A tool call as far as it has come. */
export interface OpenToolCall {
  readonly id: string;
  name: string;
  arguments: string;
}

/**
 * Puts the tool calls of one answer together from their fragments. Servers differ in what they tell them apart by: an index, the
 * id on every fragment, or nothing but that a new call has a name.
 */
export class ToolCalls {
  #calls: OpenToolCall[] = [];
  #opened = 0;
  readonly #byIndex = new Map<number, OpenToolCall>();
  readonly #byId = new Map<string, OpenToolCall>();

  /** Adds a fragment, and gives the call that it belongs to. Names and ids come with the first one, or are made up. */
  add(fragment: ToolFragment): OpenToolCall {
    const call = this.#callOf(fragment) ?? this.#open(fragment);
    call.name ||= fragment.name ?? '';
    call.arguments += fragment.arguments;
    return call;
  }

  /** Whether anything of the arguments of the call of that index has come. */
  hasArguments(index: number): boolean {
    return Boolean(this.#byIndex.get(index)?.arguments);
  }

  /** Gives the call of that index, and forgets it. */
  takeOne(index: number): OpenToolCall | undefined {
    const call = this.#byIndex.get(index);
    if (!call) return undefined;
    this.#calls = this.#calls.filter((other) => other !== call);
    this.#byIndex.delete(index);
    this.#byId.delete(call.id);
    return call;
  }

  /** Gives the calls, in the order in which they began, and forgets them. */
  take(): OpenToolCall[] {
    const calls = this.#calls;
    this.#calls = [];
    this.#byIndex.clear();
    this.#byId.clear();
    return calls;
  }

  #callOf({ index, id, name }: ToolFragment): OpenToolCall | undefined {
    if (index !== undefined) {
      const known = this.#byIndex.get(index);
      // Some servers give all calls one index, and some give each fragment another id: only a new name and id are a new call.
      const isAnother = known !== undefined && id && name && this.#byId.has(known.id) && id !== known.id;
      return isAnother ? undefined : known;
    }
    return (id ? this.#byId.get(id) : undefined) ?? (name ? undefined : this.#calls.at(-1));
  }

  #open({ index, id }: ToolFragment): OpenToolCall {
    this.#opened++;
    const call = { id: id || `call_${this.#opened}`, name: '', arguments: '' };
    this.#calls.push(call);
    if (index !== undefined) this.#byIndex.set(index, call);
    if (id) this.#byId.set(id, call);
    return call;
  }
}
