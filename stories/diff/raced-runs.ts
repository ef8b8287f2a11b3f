import { RunBuilder } from '../runs/run-builder.js';
import { ANSWER, HEBREW_ANSWER, HEBREW_PROMPT, PROMPT, REASONING } from '../runs/texts.js';

const OTHER_ANSWER = ANSWER.replace('a small coin', 'a pea').replace(
  'It covers it both times.',
  'It fits, both times.',
);

/** A run that answers at once, and slowly, with a stall. */
export function slowRun(): RunBuilder {
  const run = asked('example-70b').memory(4100).wait(640).memory(5100);
  run.stream(ANSWER.slice(0, 200), { gapMs: 48, isCounted: true }).memory(5160).wait(1100);
  return run
    .stream(ANSWER.slice(200), { gapMs: 48, isCounted: true })
    .memory(5220)
    .respond('stop')
    .complete();
}

/** A run that thinks first, and then overtakes; some of its words are others. */
export function fastRun(): RunBuilder {
  return asked('example-8b')
    .memory(900)
    .wait(120)
    .reason(REASONING, { gapMs: 16, isCounted: true })
    .stream(OTHER_ANSWER, { gapMs: 16, isCounted: true })
    .memory(980)
    .respond('stop')
    .complete();
}

/** A run that never gets to its end. */
export function brokenRun(): RunBuilder {
  return asked('example-3b')
    .wait(200)
    .stream(ANSWER.slice(0, 160), { gapMs: 30 })
    .fail({ message: 'The server ran out of memory.', code: 'server_error' });
}

/** A short one, fast. */
export function shortRun(): RunBuilder {
  return asked('example-1b').wait(60).stream(ANSWER.slice(0, 220), { gapMs: 9 }).respond('stop').complete();
}

/** A run in a script that is written from right to left, at that pace. */
export function hebrewRun(model: string, gapMs: number): RunBuilder {
  return new RunBuilder({ model })
    .prompt(HEBREW_PROMPT)
    .wait(200)
    .stream(HEBREW_ANSWER, { gapMs })
    .respond('stop')
    .complete();
}

/** A run of twenty thousand words, every hundredth of which is another than in one without that word. */
export function longRun(model: string, word: string): RunBuilder {
  const run = new RunBuilder({ model }).prompt('Tell me all.').wait(300);
  for (let line = 1; line <= 2000; line++)
    run.stream(`Line ${line} has nine words, and ends in ${line % 10 === 0 ? word : 'nothing'}.\n`, {
      gapMs: 1,
    });
  return run.respond('stop').complete();
}

function asked(model: string): RunBuilder {
  return new RunBuilder({ model }).prompt(PROMPT);
}
