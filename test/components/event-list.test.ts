import { expect } from '@open-wc/testing';
import { Trace } from '../../src/trace/index.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import { part, playerOf, seekTo, settled, shownParts, shownText } from './player-fixture.js';

describe('the event list', () => {
  it('says of each event when it was, what it was, and its figures', async () => {
    const player = await playerOf(smallRun().trace(), 1200);
    await seekTo(player, 0.4);
    const now = part(player, 'event-now');
    expect([...now.children].map((cell) => cell.textContent)).to.deep.equal([
      '0.400',
      '“is ”',
      '10.0',
      '6\u202f000',
    ]);
    expect(now.title)
      .to.contain('First token 0.200 s')
      .and.to.contain('Latency 0.400 s')
      .and.to.contain('process tree 1');
  });

  it('shows the events of every kind in words', async () => {
    const trace = buildTrace()
      .prompt('Hi')
      .add({ type: 'phase', name: 'prefill', progress: 0.5 })
      .add({ type: 'custom_thing', detail: 7 })
      .say(['a\nb'])
      .error('bad')
      .fail('gone')
      .trace();
    const player = await playerOf(trace);
    const labels = shownParts(player, 'event').map((row) => row.querySelector('.what')!.textContent);
    expect(labels).to.deep.equal([
      'run started',
      'prompt sent',
      'prefill 50 %',
      'custom_thing {"detail":7}',
      '“a↵b”',
      'bad',
      'run failed: gone',
    ]);
  });

  it('goes to the event that is pressed, and by arrow keys', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0);
    const row = shownParts(player, 'event')[4]!;
    row.click();
    await settled(player);
    expect(player.eventIndex).to.equal(4);
    expect(row.getAttribute('aria-selected')).to.equal('true');
    const list = player.shadowRoot!.querySelector('[role=listbox]')!;
    list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, composed: true }));
    expect(player.eventIndex).to.equal(5);
    list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true, composed: true }));
    expect(player.eventIndex).to.equal(4);
  });

  it('keeps the row at the playhead in view', async () => {
    const player = await playerOf(
      buildTrace().prompt('Go').say(Array<string>(300).fill('x '), 10).complete().trace(),
    );
    const list = player.shadowRoot!.querySelector('[role=listbox]')!;
    for (const second of [2, 99, 0.5]) {
      await seekTo(player, second);
      const row = part(player, 'event-now').getBoundingClientRect();
      const box = list.getBoundingClientRect();
      expect(row.top).to.be.at.least(box.top - 0.5);
      expect(row.bottom).to.be.at.most(box.bottom + 0.5);
    }
  });

  it('lets the reader scroll away while it plays', async () => {
    const player = await playerOf(
      buildTrace().prompt('Go').say(Array<string>(300).fill('x '), 10).complete().trace(),
    );
    await seekTo(player, 2);
    await player.play();
    const list = player.shadowRoot!.querySelector('[role=listbox]')!;
    list.scrollTop = 1;
    await settled(player);
    expect(shownParts(player, 'event')[0]!.id).to.equal('event-0');
    await settled(player);
    expect(shownParts(player, 'event')[0]!.id).to.equal('event-0');
    player.pause();
  });

  it('names the row at the playhead to a screen reader while there is one', async () => {
    const player = await playerOf(
      buildTrace().prompt('Go').say(Array<string>(300).fill('x '), 10).complete().trace(),
    );
    const list = player.shadowRoot!.querySelector('[role=listbox]')!;
    const named = () => list.getAttribute('aria-activedescendant');
    await seekTo(player, 2);
    expect(named()).to.equal(part(player, 'event-now').id);
    list.scrollTop = 1;
    await settled(player);
    expect(named()).to.equal(null);
  });

  it('draws only the rows in view of a million events, and reaches the last', async () => {
    const trace = new Trace();
    for (let index = 0; index < 1_000_000; index++)
      trace.append({ type: 'token', time_ms: index, text: 'x' });
    const player = await playerOf(trace);
    await seekTo(player, 500);
    expect(shownParts(player, 'event').length).to.be.within(5, 40);
    expect(shownText(player, 'event-now')).to.contain('500.000');

    const list = player.shadowRoot!.querySelector('[role=listbox]')!;
    expect(list.scrollHeight).to.be.lessThan(10_000_000);
    list.scrollTop = list.scrollHeight;
    await settled(player);
    expect(shownParts(player, 'event').at(-1)!.id).to.equal('event-999999');
    expect(shownParts(player, 'event').length).to.be.within(5, 40);
  });

  it('folds away where there is little room, behind a button', async () => {
    const player = await playerOf(smallRun().trace(), 360);
    expect(shownParts(player, 'event').length).to.equal(0);
    const toggle = part(player, 'events-toggle');
    expect(toggle.checkVisibility()).to.equal(true);
    toggle.click();
    await settled(player);
    expect(toggle.getAttribute('aria-expanded')).to.equal('true');
    expect(shownParts(player, 'event').length).to.be.greaterThan(3);
  });
});
