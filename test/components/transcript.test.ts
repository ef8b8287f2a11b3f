import { expect, nextFrame } from '@open-wc/testing';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import { part, playerOf, seekTo, settled, shownParts, shownText, visibleText } from './player-fixture.js';

/** What the clipboard gets when all between two nodes is selected, as by a pointer, and copied. */
async function copied(
  player: HTMLElement & { shadowRoot: ShadowRoot | null },
  first: Node,
  last: Node,
): Promise<string> {
  const scroller = player.shadowRoot!.querySelector('.scroller')!;
  scroller.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  await import('../../src/components/trace-player/text-copy.js');
  await nextFrame();
  const selection = document.getSelection()!;
  selection.setBaseAndExtent(first, 0, last, last.childNodes.length || (last as Text).length);
  const clipboardData = new DataTransfer();
  const event = new ClipboardEvent('copy', {
    clipboardData,
    bubbles: true,
    composed: true,
    cancelable: true,
  });
  scroller.dispatchEvent(event);
  expect(event.defaultPrevented).to.equal(true);
  return clipboardData.getData('text/plain');
}

/** Resolves in the task after the next frame, before another one is made. */
async function painted(): Promise<void> {
  await nextFrame();
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(undefined);
  });
}

describe('the transcript', () => {
  it('shows each channel up to the playhead, forwards and back', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.4);
    expect(shownText(player, 'prompt-text')).to.equal('Describe a cat.');
    expect(shownText(player, 'reasoning-text')).to.equal('A cat is ');
    expect(shownText(player, 'response-text')).to.equal('');

    await seekTo(player, 99);
    expect(shownText(player, 'reasoning-text')).to.equal('A cat is an animal.');
    expect(shownText(player, 'tool-call-text')).to.equal('{"of":"cat"}');
    expect(shownText(player, 'tool-result-text')).to.equal('Felis catus');
    expect(shownText(player, 'response-text')).to.equal('A cat is a graceful small animal.');

    await seekTo(player, 0.2);
    expect(shownText(player, 'reasoning-text')).to.equal('A ');
    expect(shownText(player, 'response-text')).to.equal('');
    player.step(1);
    await settled(player);
    expect(shownText(player, 'reasoning-text')).to.equal('A cat ');
    player.step(-1);
    await settled(player);
    expect(shownText(player, 'reasoning-text')).to.equal('A ');
  });

  it('names a tool once its call is complete', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.7);
    expect(shownParts(player, 'tool-call')[0]!.textContent).to.match(/^Tool call(?!:)/);
    await seekTo(player, 0.8);
    expect(shownParts(player, 'tool-call')[0]!.textContent).to.match(/^Tool call: look_up/);
  });

  it('shows errors of the run where they happened', async () => {
    const player = await playerOf(
      buildTrace().prompt('Hi').say(['a']).error('out of memory').fail('stopped').trace(),
    );
    await seekTo(player, 99);
    expect(shownText(player, 'error-text')).to.equal('out of memory');
  });

  it('streams with a caret, and without one at the end', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.4);
    const caret = () => [...player.shadowRoot!.querySelectorAll('.streaming')].length;
    expect(caret()).to.equal(1);
    await seekTo(player, 99);
    expect(caret()).to.equal(0);
  });

  it('says that it waits while nothing has come', async () => {
    const player = await playerOf(buildTrace().prompt('Hi').wait(500).say(['a', 'b']).complete().trace());
    await seekTo(player, 0.2);
    expect(shownText(player, 'waiting')).to.contain('Waiting for the first token');
    await seekTo(player, 0.7);
    expect(shownParts(player, 'waiting').length).to.equal(0);
  });

  it('speaks of one token as of one, also where a count says that two chunks were one', async () => {
    const run = buildTrace().prompt('Hi').add({ type: 'token', text: 'caf', count: 1 });
    const player = await playerOf(run.add({ type: 'token', text: 'é', count: 0 }).complete().trace());
    await seekTo(player, 99);
    expect(shownText(player, 'summary')).to.match(/ · 1 token$/);
    expect(shownText(player, 'response')).to.contain(' · 1 token');
    expect(shownText(player, 'response')).not.to.contain('tokens');
  });

  it('folds reasoning by its heading', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 0.4);
    const reasoning = part<HTMLDetailsElement>(player, 'reasoning');
    reasoning.querySelector('summary')!.click();
    await settled(player);
    expect(shownText(player, 'reasoning-text')).to.equal('');
    await seekTo(player, 0.5);
    expect(reasoning.open).to.equal(false);
  });

  it('hides the tags around reasoning, and only those', async () => {
    const texts = ['<think>', '\n', 'a <b>', ' </i>', '\n', '</think>'];
    const player = await playerOf(
      buildTrace().prompt('Hi').reason(texts).reasoned().say(['<think>x']).complete().trace(),
    );
    await seekTo(player, 0.3);
    expect(shownText(player, 'reasoning-text')).to.equal('a <b>');
    await seekTo(player, 99);
    expect(shownText(player, 'reasoning-text')).to.equal('a <b> </i>');
    expect(shownText(player, 'response-text')).to.equal('<think>x');
  });

  it('never shows half of a character', async () => {
    const family = '👩🏽‍👧';
    const chunks = ['go ', family.slice(0, 1), family.slice(1, 2), family.slice(2), ' e', '\u0301', 'n'];
    const player = await playerOf(buildTrace().prompt('Hi').say(chunks).complete().trace());
    const shown: string[] = [];
    for (let second = 0.1; second < 0.75; second += 0.1) {
      await seekTo(player, second + 0.01);
      shown.push(shownText(player, 'response-text'));
    }
    expect(shown).to.deep.equal([
      'go ',
      'go ',
      'go ',
      `go ${family}`,
      `go ${family} `,
      `go ${family} e\u0301`,
      `go ${family} e\u0301n`,
    ]);
  });

  it('shows markup as the text that it is', async () => {
    const text = '<img src=x onerror=alert(1)> **bold** & &amp;';
    const player = await playerOf(buildTrace().prompt('Hi').say([text]).complete().trace());
    await seekTo(player, 99);
    expect(shownText(player, 'response-text')).to.equal(text);
    expect(player.shadowRoot!.querySelector('img')).to.equal(null);
  });

  it('keeps leading line breaks in the text, and closes the gap to the eye', async () => {
    const player = await playerOf(buildTrace().prompt('Hi').say(['\n\n', 'Hello']).complete().trace());
    await seekTo(player, 99);
    expect(shownText(player, 'response-text')).to.equal('\n\nHello');
    const body = part(player, 'response-text');
    const range = document.createRange();
    range.setStart(body.querySelector('.piece')!.firstChild!, 2);
    range.setEnd(body.querySelector('.piece')!.firstChild!, 7);
    const head = body.previousElementSibling!.getBoundingClientRect();
    expect(range.getBoundingClientRect().top - head.bottom).to.be.within(-2, 12);
  });

  it('sets right-to-left text from the right', async () => {
    const player = await playerOf(buildTrace().prompt('مرحبا').say(['שלום ', 'עולם']).complete().trace());
    await seekTo(player, 99);
    expect(getComputedStyle(part(player, 'response-text')).direction).to.equal('rtl');
    expect(getComputedStyle(part(player, 'prompt-text')).direction).to.equal('rtl');
  });

  it('copies exactly the characters received, blocks parted by an empty line', async () => {
    const line = 'A line of text that ends here.\n';
    const long = line.repeat(400);
    const player = await playerOf(
      buildTrace()
        .prompt('Go')
        .reason(['why\n'])
        .say([...Array<string>(10).fill(line.repeat(40)), '\tend \n\n'])
        .complete()
        .trace(),
    );
    await seekTo(player, 99);
    const body = part(player, 'response-text');
    expect(body.childElementCount).to.be.greaterThan(2);
    expect(visibleText(body)).to.equal(`${long}\tend \n\n`);
    expect(await copied(player, body.firstElementChild!, body.lastElementChild!)).to.equal(
      `${long}\tend \n\n`,
    );
    expect(await copied(player, part(player, 'reasoning-text'), body.firstElementChild!)).to.equal(
      `why\n\n\n${body.firstElementChild!.textContent}`,
    );
  });

  it('copies nothing from beyond the playhead', async () => {
    const long = 'A line of text that ends here.\n'.repeat(400);
    const player = await playerOf(buildTrace().prompt('Go').say([long, long]).complete().trace());
    await seekTo(player, 99);
    await seekTo(player, 0.1);
    const body = part(player, 'response-text');
    expect(visibleText(body)).to.equal(long);
    expect(await copied(player, body.firstElementChild!, body.lastElementChild!)).to.equal(long);
  });

  it('keeps what a reader has selected while the text grows', async () => {
    const player = await playerOf(smallRun().trace());
    await seekTo(player, 1.4);
    const node = part(player, 'response-text').querySelector('.piece')!.firstChild!;
    const selection = document.getSelection()!;
    selection.setBaseAndExtent(node, 2, node, 5);
    await seekTo(player, 1.7);
    const [range] = selection.getComposedRanges({ shadowRoots: [player.shadowRoot!] });
    expect([range!.startOffset, range!.endOffset]).to.deep.equal([2, 5]);
  });

  it('is a landmark of its own beside another run’s', async () => {
    const first = await playerOf(buildTrace({ model: 'first' }).say(['one']).trace());
    const second = await playerOf(buildTrace({ model: 'second' }).say(['two']).trace());
    const page = first.parentElement!;
    page.append(second);
    await settled(second);
    await expect(page).to.be.accessible();
    expect(part(second, 'transcript').getAttribute('aria-label')).to.equal('Transcript of second');
  });

  it('follows the newest text, lets go when the reader scrolls up, and takes hold at the end', async () => {
    const lines = Array.from({ length: 200 }, (_, line) => `Line ${line}\n`);
    const player = await playerOf(buildTrace().prompt('Go').say(lines, 10).complete().trace());
    const scroller = part(player, 'transcript');
    const gap = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    await seekTo(player, 1);
    expect(scroller.scrollTop).to.be.greaterThan(100);
    expect(gap()).to.be.lessThan(2);

    scroller.scrollTop -= 200;
    await settled(player);
    const held = scroller.scrollTop;
    await seekTo(player, 1.5);
    expect(scroller.scrollTop).to.equal(held);

    part(player, 'follow-button').click();
    await settled(player);
    expect(gap()).to.be.lessThan(2);
    await seekTo(player, 1.9);
    expect(gap()).to.be.lessThan(2);
    expect(shownParts(player, 'follow-button').length).to.equal(0);
  });

  it('shows the text at a place with the very frame that goes there', async () => {
    const words = Array.from(
      { length: 4000 },
      (_, word) => `${word} of a long answer${word % 20 ? ' ' : '\n'}`,
    );
    const player = await playerOf(
      buildTrace().prompt('Go').reason(words, 1).say(words, 1).complete().trace(),
    );
    const { top } = part(player, 'transcript').getBoundingClientRect();
    const edges = () => {
      const pieces = [...player.shadowRoot!.querySelectorAll('.piece')].filter((piece) =>
        piece.checkVisibility(),
      );
      return pieces.slice(-2).map((piece) => piece.getBoundingClientRect().top - top);
    };
    await painted();
    for (const seconds of [0.3, 1.25, 0.9, 4.01, 6, 99]) {
      player.currentTime = seconds;
      await painted();
      const drawn = edges();
      await painted();
      await painted();
      edges().forEach((edge, place) => expect(drawn[place], `at ${seconds} s`).to.be.closeTo(edge, 1));
    }
  });

  it('changes one text node for a step, however long the text is', async () => {
    const long = Array.from({ length: 500 }, (_, chunk) => `${'word '.repeat(40)}${chunk}\n`);
    const player = await playerOf(buildTrace().prompt('Go').say(long, 1).complete().trace());
    await seekTo(player, 0.4);
    const body = part(player, 'response-text');
    const records: MutationRecord[] = [];
    const observer = new MutationObserver((found) => records.push(...found));
    observer.observe(body, { subtree: true, childList: true, characterData: true, attributes: true });
    player.step(1);
    await settled(player);
    records.push(...observer.takeRecords());
    expect(records.length).to.be.within(1, 4);
    expect(body.childElementCount).to.be.greaterThan(15);
  });
});
