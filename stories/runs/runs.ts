import type { RunInfo } from '../../src/trace/index.js';
import { RunBuilder } from './run-builder.js';
import { ANSWER, CODE_ANSWER, HEBREW_ANSWER, HEBREW_PROMPT, PROMPT, REASONING } from './texts.js';

/** A run that reasons, answers, and had its memory sampled. */
export function reasoningRun(info?: Partial<RunInfo>): RunBuilder {
  const run = asked(info).memory(5120).wait(380).reason(REASONING, { gapMs: 30 }).memory(5180);
  // A stall, for the timeline to show.
  run.stream(ANSWER.slice(0, 240), { gapMs: 34 }).wait(900);
  return run.stream(ANSWER.slice(240), { gapMs: 34 }).memory(5240).respond('stop').complete();
}

/** A run that only answers, without memory figures. */
export function plainRun(info?: Partial<RunInfo>): RunBuilder {
  return asked(info).wait(210).stream(ANSWER).respond('stop').complete();
}

/** A run whose every chunk tells its count of tokens, and whose end confirms it. */
export function countedRun(): RunBuilder {
  const run = asked().wait(210).stream(ANSWER, { isCounted: true });
  const tokens = run.events.filter(({ type }) => type === 'token').length;
  return run
    .respond('stop', { prompt_tokens: 18, completion_tokens: tokens, total_tokens: 18 + tokens })
    .complete();
}

/** Two choices of one request, at the same time: of the second comes a word for every third of the first. */
export function choicesRun(): RunBuilder {
  const run = new RunBuilder().prompt(PROMPT, 'c1').wait(300);
  const words = ANSWER.match(/\s*\S+/g)!;
  for (const [at, word] of words.entries()) {
    run.stream(word, { completionId: 'c1', gapMs: 30 });
    if (at % 3 === 0) run.stream(words[at / 3]!, { completionId: 'c1#1', gapMs: 6 });
  }
  return run.respond('stop', undefined, 'c1').respond('length', undefined, 'c1#1').complete();
}

/** An agent: two completions with tool calls between them, one of which fails. */
export function agentRun(): RunBuilder {
  const run = new RunBuilder({ workload: 'agent' })
    .prompt('Is it a good night to watch the moonrise in Haifa?', 'c1')
    .wait(260)
    .reason('I need the time of the moonrise and the clouds. I can ask for both at once.', {
      completionId: 'c1',
    })
    .stream('Let me look both up.', { completionId: 'c1' })
    .callTool('call_1', 'moonrise', { city: 'Haifa', date: '2026-01-03' }, 'c1')
    .callTool('call_2', 'cloud_cover', { city: 'Haifa', hour: 17 }, 'c1')
    .respond('tool_calls', undefined, 'c1')
    .wait(420);
  run.add({
    type: 'tool_result',
    tool_call_id: 'call_1',
    output: '{"rises":"17:21","phase":"full"}',
    completion_id: 'c1',
  });
  run.wait(610).add({
    type: 'tool_result',
    tool_call_id: 'call_2',
    output: 'The weather service did not answer.',
    is_error: true,
    completion_id: 'c1',
  });
  return run
    .wait(30)
    .add({
      type: 'prompt_sent',
      completion_id: 'c2',
      messages: [{ role: 'tool', content: '{"rises":"17:21","phase":"full"}' }],
    })
    .wait(300)
    .stream('The full moon rises at 17:21. How cloudy it will be I could not find out.', {
      completionId: 'c2',
    })
    .respond('stop', undefined, 'c2')
    .complete();
}

/** A run that met an error and a warning, and went on. */
export function troubledRun(): RunBuilder {
  return asked()
    .wait(200)
    .add({ type: 'log', level: 'warning', message: 'The context is nearly full.' })
    .stream(ANSWER.slice(0, 120))
    .add({ type: 'error', message: 'A tool did not answer in time.', code: 'tool_timeout' })
    .stream(ANSWER.slice(120))
    .respond('stop')
    .complete();
}

/** A run whose server gave up mid-answer. */
export function failedRun(): RunBuilder {
  return asked()
    .wait(250)
    .stream(ANSWER.slice(0, 160))
    .fail({ message: 'The server ran out of memory.', code: 'server_error' });
}

/** A run that its client stopped reading. */
export function cancelledRun(): RunBuilder {
  return asked().wait(250).stream(ANSWER.slice(0, 160)).cancel();
}

/** A run in a script that is written from right to left. */
export function hebrewRun(): RunBuilder {
  return new RunBuilder().prompt(HEBREW_PROMPT).wait(220).stream(HEBREW_ANSWER).respond('stop').complete();
}

/** A run with lines that are longer than any page is wide. */
export function codeRun(): RunBuilder {
  return asked().wait(220).stream(CODE_ANSWER, { gapMs: 12 }).respond('stop').complete();
}

/** A run of a hundred thousand tokens. */
export function hugeRun(): RunBuilder {
  const run = asked().wait(300);
  for (let line = 1; line <= 10_000; line++) {
    run.stream(`Line ${line} of ten thousand that one run brought in.\n`, { gapMs: 2 });
  }
  return run.respond('length').complete();
}

function asked(info?: Partial<RunInfo>): RunBuilder {
  return new RunBuilder(info).prompt(PROMPT);
}
