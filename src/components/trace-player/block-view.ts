import type { Block, BlockKind } from '../../trace/block.js';
import { tokenLedger } from '../../trace/metrics/token-ledger.js';
import type { Trace } from '../../trace/trace.js';
import { countText, secondsText } from '../shared/figure-text.js';
import { strings } from '../strings.js';
import { leadingLineBreaks, shownRange } from './shown-text.js';
import { StreamedText } from './streamed-text.js';

/** Results longer than this start folded: the answer is what a reader came for. */
const LONG_RESULT = 2000;

const FOLDING_KINDS: ReadonlySet<BlockKind> = new Set(['reasoning', 'tool_call', 'tool_result']);
const CLASS_OF_KIND: Record<BlockKind, string> = {
  prompt: 'prompt',
  reasoning: 'reasoning',
  response: 'response',
  tool_call: 'tool-call',
  tool_result: 'tool-result',
  error: 'error',
};

/** Shows one block of the transcript as far as the playhead has come. Makes its nodes once and then changes only what differs. */
export class BlockView {
  readonly element: HTMLElement;
  readonly text: StreamedText;
  readonly #trace: Trace;
  readonly #block: Block;
  readonly #label = textElement('span', 'label');
  readonly #note = textElement('span', 'note');
  #lead = 0;

  constructor(trace: Trace, block: Block) {
    this.#trace = trace;
    this.#block = block;
    this.text = new StreamedText(block.text, textElement('div', 'body'));
    this.text.element.dir = 'auto';
    this.text.element.part.add('text', `${CLASS_OF_KIND[block.kind]}-text`);
    this.element = this.#build();
  }

  /** Shows the block as it was once event `index` had happened. It is current where the playhead is in it. */
  update(index: number, isCurrent: boolean, isStreaming: boolean): void {
    this.element.hidden = false;
    this.element.classList.toggle('current', isCurrent);
    this.element.classList.toggle('streaming', isStreaming);
    const range = shownRange(this.#block, index);
    if (this.text.show(range)) this.#closeLeadingGap(leadingLineBreaks(this.#block.text, range));
    setText(this.#label, blockLabel(this.#trace, this.#block, index));
    setText(this.#note, blockNote(this.#trace, this.#block, index));
  }

  hide(): void {
    this.element.hidden = true;
  }

  #build(): HTMLElement {
    const kind = CLASS_OF_KIND[this.#block.kind];
    const isFolding = FOLDING_KINDS.has(this.#block.kind);
    const element = document.createElement(isFolding ? 'details' : 'section');
    const head = textElement(isFolding ? 'summary' : 'div', 'head');
    head.part.add('block-head');
    element.className = `block ${kind}${this.#block.isError ? ' error' : ''}`;
    element.part.add('block', kind);
    head.append(this.#label, this.#note);
    element.append(head, this.text.element);
    if (element instanceof HTMLDetailsElement) element.open = !this.#isLongResult;
    return element;
  }

  get #isLongResult(): boolean {
    return this.#block.kind === 'tool_result' && this.#block.text.length > LONG_RESULT;
  }

  /** Models often begin with empty lines: they stay in the text, and the view moves it up over them. */
  #closeLeadingGap(lineBreaks: number): void {
    if (lineBreaks === this.#lead) return;
    this.#lead = lineBreaks;
    this.text.element.style.setProperty('--lead', String(lineBreaks));
  }
}

function blockLabel(trace: Trace, block: Block, index: number): string {
  const words = strings();
  switch (block.kind) {
    case 'prompt':
      return words.promptOf(block.role ?? 'user');
    case 'tool_call':
      return withName(words.toolCall, (block.namedAtEvent ?? Infinity) <= index ? block.name : undefined);
    case 'tool_result':
      return withName(block.isError ? words.toolError : words.toolResult, calledName(trace, block));
    case 'reasoning':
      return words.reasoning;
    case 'response':
      return words.response;
    case 'error':
      return words.error;
  }
}

function withName(label: string, name: string | undefined): string {
  return name ? `${label}: ${name}` : label;
}

function calledName(trace: Trace, { completion, toolCallId }: Block): string | undefined {
  const isCall = (block: Block) => block.kind === 'tool_call' && block.toolCallId === toolCallId;
  const call = trace.completions[completion]!.blocks.find(isCall) ?? trace.blocks.find(isCall);
  return call?.name;
}

/** When the block came and how long it is, as of the playhead: `0.21 – 7.31 s · 309 tokens`. */
function blockNote(trace: Trace, block: Block, index: number): string {
  if (block.kind === 'prompt') return '';
  const words = strings();
  const chunks = block.chunksAt(index);
  const from = trace.timeAt(block.firstEvent);
  const to = trace.timeAt(block.events.at(chunks - 1));
  const completion = trace.completions[block.completion]!;
  const notes = [
    from === to
      ? `${secondsText(from, 2)} ${words.seconds}`
      : words.span(secondsText(from, 2), secondsText(to, 2)),
  ];
  if (block.isGenerated && chunks > 1) notes.push(tokenText(trace, block, chunks));
  if (trace.completions.length > 1 && completion.id !== '') notes.push(words.choice(completion.id));
  return notes.join(' · ');
}

function tokenText(trace: Trace, block: Block, chunks: number): string {
  const ledger = tokenLedger(trace);
  const count = ledger.tokensIn(block, chunks);
  const { source } = ledger.scaleOf(trace.completions[block.completion]!);
  return strings().tokenTotal(source === 'chunks' ? `≈ ${countText(count)}` : countText(count), count);
}

function textElement(tag: 'span' | 'div' | 'summary', className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
