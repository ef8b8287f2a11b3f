import { expect } from '@open-wc/testing';
import { RunLogLines } from '../../src/components/trace-player/run-log-lines.js';
import { buildTrace } from '../helpers/trace-builder.js';
import { part, playerOf, seekTo, shownParts, shownText } from './player-fixture.js';

/** The level and message of each line. */
function linesOf(player: Parameters<typeof shownParts>[0]): string[] {
  return shownParts(player, 'log-line').map((line) =>
    ['.level', '.message'].map((name) => line.querySelector(name)!.textContent).join(' | '),
  );
}

describe('the log', () => {
  it('tells one error once, with its code', async () => {
    const run = buildTrace().prompt('Hi').log('warm').say(['a']).error('out of memory');
    const player = await playerOf(run.fail('out of memory', 'server_error').trace());
    expect(shownText(player, 'log-summary')).to.equal('1 error · 1 log line');
    expect(linesOf(player)).to.deep.equal(['info | warm', 'server_error | out of memory']);
  });

  it('tells errors that differ, and the same one twice where it came twice', async () => {
    const run = buildTrace().prompt('Hi').error('slow').wait(10).error('slow').fail('gone', 'lost');
    const player = await playerOf(run.trace());
    expect(linesOf(player)).to.deep.equal(['error | slow', 'error | slow', 'lost | gone']);
  });

  for (const widthPx of [280, 360, 1280])
    it(`shows a code whole, ${widthPx} px wide`, async () => {
      const code = 'interrupted_by_the_server';
      const player = await playerOf(
        buildTrace().prompt('Hi').fail('The server stopped.', code).trace(),
        widthPx,
      );
      const level = part(player, 'log-line').querySelector<HTMLElement>('.level')!;
      expect(level.textContent).to.equal(code);
      expect(level.scrollWidth).to.be.at.most(level.clientWidth);
      expect(level.clientWidth).to.be.greaterThan(100);
      const message = part(player, 'log-line').querySelector('.message')!.getBoundingClientRect();
      expect(message.width).to.be.greaterThan(70);
    });

  it('reads only what is new of a run that grows', () => {
    const run = buildTrace().prompt('Hi');
    for (let line = 0; line < 500; line++) run.log(`line ${line}`);
    const trace = run.trace();
    const lines = new RunLogLines(trace);
    lines.read();
    const read: number[] = [];
    trace.eventOfType = ((index: number) => {
      read.push(index);
      return trace.eventAt(index);
    }) as typeof trace.eventOfType;
    trace.append({ type: 'log', time_ms: 1, level: 'warning', message: 'new' });
    trace.append({ type: 'token', time_ms: 2, text: 'a' });
    lines.read();
    expect(read).to.deep.equal([trace.length - 2]);
    expect(lines.all.length).to.equal(501);
  });

  it('adds from the summary only what no event told', () => {
    const trace = buildTrace().prompt('Hi').log('warm').error('slow').fail('gone', 'lost').trace();
    trace.summary = {
      artifacts: { logs: ['info: warm', 'late'], errors: ['slow', 'lost: gone', 'odd'] },
    } as typeof trace.summary;
    const lines = new RunLogLines(trace);
    lines.read();
    lines.read();
    expect(lines.all.map(({ message }) => message)).to.deep.equal(['warm', 'slow', 'gone', 'odd', 'late']);
    expect(lines.errorCount).to.equal(3);
  });
});

describe('text that turns the direction of writing', () => {
  const TURNING = 'end\u202e31m \u2067abc';

  it('is told in the event list by signs', async () => {
    const player = await playerOf(
      buildTrace().prompt('Hi').say([TURNING]).add({ type: 'metric', name: TURNING, value: 12 }).trace(),
    );
    const labels = shownParts(player, 'event').map((row) => row.querySelector('.what')!.textContent);
    expect(labels[2]).to.equal('“end⟨U+202E⟩31m ⟨U+2067⟩abc”');
    expect(labels[3]).to.equal('end⟨U+202E⟩31m ⟨U+2067⟩abc 12');
  });

  it('moves nothing of what stands beside it, and stays exact in the text', async () => {
    const details = { model: TURNING, provider: TURNING };
    const run = buildTrace(details).prompt('Hi').say([TURNING]).error(TURNING).fail(TURNING, TURNING);
    const player = await playerOf(run.trace());
    await seekTo(player, 99);
    expect(shownText(player, 'response-text')).to.equal(TURNING);
    const lefts = (...names: string[]) =>
      names.map((name) => part(player, name).getBoundingClientRect().left);
    const header = lefts('status-dot', 'model', 'provider', 'status');
    expect(header).to.deep.equal([...header].sort((a, b) => a - b));
    const status = document.createRange();
    status.selectNodeContents(part(player, 'status'));
    expect(status.toString()).to.equal('failed');
    const cells = [...part(player, 'log-line').children].map((cell) => cell.getBoundingClientRect().left);
    expect(cells).to.deep.equal([...cells].sort((a, b) => a - b));
  });
});
