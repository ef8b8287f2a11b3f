import type { ContentPart, PromptSentEvent } from '../../trace/events.js';
import type { LeftOutPart } from '../../trace/lost-parts.js';
import type { Trace } from '../../trace/trace.js';

/** What a link holds, as its sender sees it. */
export type SharedPartName = LeftOutPart | 'about' | 'response' | 'tools' | 'logs' | 'tokens' | 'memory';

/** One of those: how much there is, and how it begins. */
export interface SharedPart {
  readonly name: SharedPartName;
  /** Characters of text; of `tokens`, `memory` and `logs`, how many there are. */
  readonly size: number;
  /** How its text begins, in each run; where runs begin alike, once. */
  readonly excerpts: readonly string[];
}

const EXCERPT_CHARACTERS = 160;

const NAMES: readonly SharedPartName[] = [
  'about',
  'system',
  'prompt',
  'reasoning',
  'response',
  'tools',
  'logs',
  'tokens',
  'memory',
];

/** What the links of some runs would hold; what none of them has is left out. */
export function sharedParts(traces: readonly Trace[]): SharedPart[] {
  const sizes = new Map<SharedPartName, { size: number; byRun: Map<Trace, string> }>();
  for (const trace of traces) {
    const add = (name: SharedPartName, size: number, excerpt = '') => {
      const part = sizes.get(name) ?? { size: 0, byRun: new Map<Trace, string>() };
      part.size += size;
      if (excerpt !== '' && !part.byRun.has(trace))
        part.byRun.set(trace, excerpt.slice(0, EXCERPT_CHARACTERS));
      sizes.set(name, part);
    };
    const about = aboutText(trace);
    if (about !== '') add('about', about.length, about);
    addBlocks(trace, add);
    addEvents(trace, add);
  }
  return NAMES.flatMap((name) => {
    const part = sizes.get(name);
    return part && part.size > 0
      ? [{ name, size: part.size, excerpts: [...new Set(part.byRun.values())] }]
      : [];
  });
}

type Add = (name: SharedPartName, size: number, excerpt?: string) => void;

function addBlocks({ blocks }: Trace, add: Add): void {
  for (const { kind, text, chunkCount, isGenerated } of blocks) {
    const name =
      kind === 'reasoning' || kind === 'response' ? kind : kind.startsWith('tool') ? 'tools' : undefined;
    if (name) add(name, text.length, text.slice(0, EXCERPT_CHARACTERS));
    if (isGenerated) add('tokens', chunkCount);
  }
}

function addEvents(trace: Trace, add: Add): void {
  for (const [index, { type }] of trace.wholeEvents()) {
    const prompt = trace.eventOfType(index, 'prompt_sent');
    if (prompt) addPrompt(prompt, add);
    if (type === 'memory') add('memory', 1);
    const failed = trace.eventOfType(index, 'run_failed')?.error;
    const said = trace.eventOfType(index, 'log') ?? trace.eventOfType(index, 'error') ?? failed;
    if (said) add('logs', 1, said.message);
  }
}

function addPrompt({ messages }: PromptSentEvent, add: Add): void {
  for (const { role, content, ...more } of messages) {
    const text = typeof content === 'string' ? content : content.map(partText).join(' ');
    const fields = Object.values(more).map((value) => JSON.stringify(value));
    const sent = [text, ...fields].filter((piece) => piece !== '').join(' ');
    add(role === 'system' || role === 'developer' ? 'system' : 'prompt', sent.length, sent);
  }
}

/** A picture, or a call of a tool, is all that is told of it. */
function partText(part: ContentPart): string {
  return typeof part.text === 'string' ? part.text : JSON.stringify(part);
}

/** All that a link tells of where a run came from. */
function aboutText({ info }: Trace): string {
  const { model, provider, started_at, workload, server, hardware, params } = info;
  const told = [model, provider, started_at, workload, server, hardware, params];
  return told
    .filter((value) => value !== undefined && value !== '')
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join(' · ');
}
