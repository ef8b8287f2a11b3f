import { expect, waitUntil } from '@open-wc/testing';
import { setStrings, type TracePlayerElement } from '../../src/components/index.js';
import '../../src/components/share/open-share.js';
import { snapshotUrl } from '../../src/components/share/snapshot-url.js';
import type { SnapshotError, Trace } from '../../src/trace/index.js';
import { decodeSnapshot } from '../../src/trace/snapshot/decode-snapshot.js';
import { parseSnapshotLink } from '../../src/trace/snapshot/snapshot-link.js';
import { buildTrace, smallRun, type TraceBuilder } from '../helpers/trace-builder.js';
import { diffAround, diffOf, seekDiff, until } from './diff-fixture.js';
import { part, playerOf, seekTo, settled } from './player-fixture.js';

const BASE = 'https://runs.example/embed.html';

function askedRun(): TraceBuilder {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'A secret question?' },
  ];
  return buildTrace({ server: { name: 'srv', version: '1' } })
    .add({ type: 'prompt_sent', messages })
    .memory(6000)
    .reason(['Hm', '…'])
    .reasoned()
    .log('looked up')
    .say(['An ', 'answer', '.'])
    .complete();
}

/** Puts a player on the page whose dialog is open, and its first link made. */
async function sharing(trace: Trace, prepare: (player: TracePlayerElement) => unknown = () => {}) {
  const player = await playerOf(trace);
  player.shareBase = BASE;
  await prepare(player);
  part(player, 'share-button').focus();
  part(player, 'share-button').click();
  const root = player.shadowRoot!;
  await waitUntil(() => root.querySelector('.share-told')?.textContent.match(/characters/));
  const dialog = root.querySelector<HTMLDialogElement>('dialog')!;
  const code = () => dialog.querySelector('textarea')!.value;
  const told = () => dialog.querySelector('#share-told')!.textContent;
  /** Ticks or chooses what has that label, and waits for what is made of it. */
  const choose = async (label: string) => {
    const labels = [...dialog.querySelectorAll('label')];
    labels.find(({ textContent }) => textContent.trim().startsWith(label))!.click();
    await settled(player);
    await waitUntil(() => !told().startsWith('Making'));
    await settled(player);
  };
  return { player, root, dialog, code, told, choose };
}

function decoded(link: string): Promise<Trace> {
  return decodeSnapshot(parseSnapshotLink(link)!.payloads[0]!);
}

async function modelsIn(link: string): Promise<string[]> {
  const runs = await Promise.all(parseSnapshotLink(link)!.payloads.map((payload) => decodeSnapshot(payload)));
  return runs.map(({ info }) => info.model);
}

/** Why a link was not made; throws where it was. */
async function faultOf(made: Promise<string>): Promise<string> {
  const failure: unknown = await made.then(
    (link) => Promise.reject(new Error(`made: ${link}`)),
    (error: unknown) => error,
  );
  return (failure as { fault: string }).fault;
}

function textsOf(trace: Trace): string[] {
  return trace.blocks.map(({ text }) => text.toString());
}

describe('snapshotUrl()', () => {
  it('resolves to a link that holds the run, to the page that is named', async () => {
    const player = await playerOf(smallRun().trace());
    const link = await player.snapshotUrl({ base: `${BASE}?a=b#old`, t: 0.4, speed: 2 });
    expect(link).to.match(/^https:\/\/runs\.example\/embed\.html\?a=b#trace=[\w-]+&t=0\.4&speed=2$/);
    expect([...(await decoded(link)).wholeEvents()]).to.deep.equal([...smallRun().trace().wholeEvents()]);
  });

  it('is a link to the page itself without a base, and to that of share-base with one', async () => {
    const player = await playerOf(smallRun().trace());
    expect(await player.snapshotUrl()).to.match(
      new RegExp(`^${location.href.split('#')[0]!.replace(/[?.]/g, '\\$&')}#trace=`),
    );
    player.setAttribute('share-base', './embed.html');
    expect(await player.snapshotUrl()).to.match(
      new RegExp(`^${new URL('./embed.html', document.baseURI).href}#`),
    );
  });

  it('keeps the whole link to a length, and rejects where it does not fit', async () => {
    const run = buildTrace().prompt('Hi');
    for (let sample = 0; sample < 300; sample++) run.memory(6000 + ((sample * 7919) % 977)).say(['a']);
    const player = await playerOf(run.complete().trace());
    const whole = await player.snapshotUrl({ base: BASE });
    const short = await player.snapshotUrl({ base: BASE, maxLength: whole.length - 100 });
    expect(short.length).to.be.at.most(whole.length - 100);
    expect((await decoded(short)).notices.map(({ code }) => code)).to.include('thinned_out');
    expect(await faultOf(player.snapshotUrl({ base: BASE, maxLength: 60 }))).to.equal('too_long');
  });

  it('rejects without a run', async () => {
    const player = await playerOf();
    expect(await faultOf(player.snapshotUrl())).to.equal('empty');
  });
});

describe('snapshotUrl() of a comparison', () => {
  it('resolves to one link with both runs, as they stand, and no moment but that asked for', async () => {
    const diff = await diffOf(smallRun({ model: 'left' }).trace(), smallRun({ model: 'right' }).trace());
    diff.shareBase = BASE;
    diff.swap();
    await seekDiff(diff, 0.5);
    const link = await diff.snapshotUrl();
    expect(link).to.match(/^https:\/\/runs\.example\/embed\.html#trace=[\w-]+&trace=[\w-]+$/);
    expect(await modelsIn(link)).to.deep.equal(['right', 'left']);
    expect(await diff.snapshotUrl({ t: 0.5, without: ['prompt'] })).to.match(/&t=0\.5$/);
  });

  it('holds the first two of more', async () => {
    const diff = await diffAround(['a', 'b', 'c'].map((model) => smallRun({ model }).trace()));
    expect(await modelsIn(await diff.snapshotUrl())).to.deep.equal(['a', 'b']);
  });

  it('rejects where the two do not fit, where one is missing, and before it shows any', async () => {
    const both = await diffOf(smallRun().trace(), smallRun().trace());
    expect(await faultOf(both.snapshotUrl({ base: BASE, maxLength: 100 }))).to.equal('too_long');
    const one = await diffOf(smallRun().trace());
    expect(await faultOf(one.snapshotUrl())).to.equal('empty');
    expect(await faultOf(document.createElement('trace-diff').snapshotUrl())).to.equal('empty');
  });
});

describe('the dialog that shares a comparison', () => {
  it('puts both runs, as they stand, into one link, at the moment of both', async () => {
    const diff = await diffOf(smallRun({ model: 'left' }).trace(), smallRun({ model: 'right' }).trace());
    diff.shareBase = BASE;
    diff.swap();
    await seekDiff(diff, 0.5);
    const root = diff.shadowRoot!;
    root.querySelector<HTMLElement>('[part~=race-controls] [part~=share-button]')!.click();
    await until(() => root.querySelector('.share-excerpt'));
    const excerpts = [...root.querySelectorAll('.share-excerpt')].map(({ textContent }) => textContent);
    // What both begin with stands there once.
    expect(excerpts.filter((text) => /^(left|right)/.test(text))).to.have.length(2);
    expect(new Set(excerpts).size).to.equal(excerpts.length);
    const link = () => root.querySelector<HTMLTextAreaElement>('.share-code')?.value ?? '';
    const choose = async (value: string) => {
      const before = link();
      [...root.querySelectorAll('.share-choice label')]
        .find(({ textContent }) => textContent.includes(value))!
        .querySelector('input')!
        .click();
      await until(() => link() !== '' && link() !== before);
    };
    await until(() => link() !== '');
    await choose('this moment');
    expect(await modelsIn(link())).to.deep.equal(['right', 'left']);
    expect(parseSnapshotLink(link())!.t).to.equal(0.5);
    await choose('as an element');
    expect(link()).to.match(/^<trace-diff left="#trace=[\w-]+" right="#trace=[\w-]+"><\/trace-diff>$/);
    await expect(diff).to.be.accessible();
  });

  it('shares a length among them, and says where they are more than a link holds', async () => {
    const traces = ['a', 'b', 'c'].map((model, place) => {
      const run = buildTrace({ model }).prompt('Hi');
      for (let at = 0; at < 200 * (place + 1); at++) run.memory(noise(at)).say(['a'], noise(at * at) / 10);
      return run.complete().trace();
    });
    const whole = await snapshotUrl(traces.slice(0, 2), { base: BASE });
    const maxLength = Math.floor(whole.url.length * 0.8);
    const short = await snapshotUrl(traces.slice(0, 2), { base: BASE, maxLength });
    expect(whole.thinned).not.to.include('times');
    expect(short.thinned).to.include('memory');
    expect(short.url.length).to.be.at.most(maxLength);
    expect(short.payloads.length).to.equal(2);
    const diff = await diffAround(traces);
    const root = diff.shadowRoot!;
    root.querySelector<HTMLElement>('[part~=race-controls] [part~=share-button]')!.click();
    await until(() => root.querySelector('.share-hint'));
    expect(root.querySelector('.share-hint')!.textContent).to.contain('these are the first two');
  });
});

describe('a link of two runs, one of which can hardly be shorter', () => {
  it('is made at every length from the least that both need on, and the least is told', async () => {
    const thick = buildTrace({ model: 'thick' }).prompt('Hi');
    for (let at = 0; at < 300; at++) thick.memory(noise(at)).say(['a'], noise(at * at) / 10);
    const plain = buildTrace({ model: 'plain' }).prompt('Hi');
    for (let at = 0; at < 300; at++) plain.say([String(noise(at))]);
    const traces = [thick.complete().trace(), plain.complete().trace()];
    const whole = await snapshotUrl(traces, { base: BASE });
    const beside = whole.url.length - whole.payloads.join('').length;
    const failure: SnapshotError = await snapshotUrl(traces, { base: BASE, maxLength: beside + 1 }).then(
      () => Promise.reject(new Error('made')),
      (error) => error,
    );
    const least = beside + failure.least!;
    expect(least).to.be.below(whole.url.length - 200);
    for (let maxLength = least; maxLength < whole.url.length; maxLength += 150)
      expect((await snapshotUrl(traces, { base: BASE, maxLength })).url.length).to.be.at.most(maxLength);
    expect(
      await faultOf(snapshotUrl(traces, { base: BASE, maxLength: least - 1 }).then(({ url }) => url)),
    ).to.equal('too_long');
  });
});

describe('the dialog that shares a run', () => {
  it('shows first what the link will hold', async () => {
    const { dialog } = await sharing(askedRun().trace());
    const lines = [...dialog.querySelectorAll('.share-parts li')].map((line) =>
      line.textContent.replace(/\s+/g, ' ').trim(),
    );
    expect(lines).to.deep.equal([
      'About the run test-model · test · 2025-01-01T00:00:00Z · {"name":"srv","version":"1"}',
      'System prompt 9 characters Be brief.',
      'Prompt 18 characters A secret question?',
      'Reasoning 3 characters Hm…',
      'Response 10 characters An answer.',
      'Logs and errors 1 line looked up',
      'Times of 5 chunks',
      'Memory 1 sample',
    ]);
  });

  it('speaks of one as of one', async () => {
    const { dialog } = await sharing(buildTrace().prompt('?').say(['!']).complete().trace());
    const sizes = [...dialog.querySelectorAll('.share-size')].map(({ textContent }) => textContent);
    expect(sizes).to.deep.equal(['', '1 character', '1 character', 'of 1 chunk']);
  });

  it('shows prompts without text and why a run failed, and says what may quote what is left out', async () => {
    const messages = [
      { role: 'system', content: '', tools: ['look'] },
      { role: 'user', content: [{ type: 'image', media_type: 'image/png', bytes: 5 }] },
    ];
    const run = buildTrace().add({ type: 'prompt_sent', messages }).fail('no such picture').trace();
    const { dialog, choose } = await sharing(run);
    const lines = [...dialog.querySelectorAll('.share-parts li')].map(({ textContent }) => textContent);
    expect(lines.join()).to.match(
      /System prompt[^]*look[^]*Prompt[^]*image\/png[^]*errors[^]*no such picture/,
    );
    expect(dialog.textContent).not.to.contain('quoted');
    await choose('Prompt');
    expect(dialog.textContent).to.contain('may still be quoted');
  });

  it('makes a link of the run, of its full length', async () => {
    const { code, told } = await sharing(askedRun().trace());
    expect(code().startsWith(`${BASE}#trace=`)).to.equal(true);
    expect(told()).to.equal(`${code().length} characters. All that is ticked is in it.`);
    expect(textsOf(await decoded(code()))).to.deep.equal(textsOf(askedRun().trace()));
  });

  it('leaves out what is not ticked, of the link and of the file', async () => {
    const { root, code, choose } = await sharing(askedRun().trace());
    for (const label of ['System prompt', 'Prompt', 'Reasoning']) await choose(label);
    const kept = textsOf(await decoded(code())).join();
    for (const text of ['Be brief', 'secret', 'Hm']) expect(kept).not.to.contain(text);
    expect(kept).to.contain('An answer.');
    const file = await savedFile(() => click(root, 'Save the file'));
    for (const text of ['Be brief', 'secret', 'Hm']) expect(file).not.to.contain(text);
    expect((JSON.parse(file) as { artifacts: { response: string } }).artifacts.response).to.equal(
      'An answer.',
    );
    const reader = await playerOf();
    reader.src = URL.createObjectURL(new Blob([file]));
    await waitUntil(() => reader.shadowRoot!.querySelector('[part~=notice]'));
    expect(part(reader, 'notice').textContent).to.contain('left out: prompt, system, reasoning');
    await choose('Prompt');
    expect(textsOf(await decoded(code())).join()).to.contain('secret');
  });

  it('says nothing of what is left out in a file that holds all', async () => {
    const { root } = await sharing(askedRun().trace());
    expect(await savedFile(() => click(root, 'Save the file'))).not.to.contain('notices');
  });

  it('offers the moment at which it was opened, and not the beginning', async () => {
    const atStart = await sharing(askedRun().trace());
    expect(atStart.dialog.textContent).not.to.contain('this moment');
    const { choose, code } = await sharing(askedRun().trace(), async (player) => {
      player.playbackRate = 2;
      await seekTo(player, 0.3);
    });
    await choose('Link to this moment');
    expect(code().endsWith('&t=0.3&speed=2')).to.equal(true);
  });

  it('gives the HTML of a frame and of an element, in which a stranger’s name is only text', async () => {
    const model = `"><script>alert(1)</script>&`;
    const { code, choose } = await sharing(buildTrace({ model }).prompt('Hi').say(['a']).trace());
    await choose('Embed as a frame');
    const page = new DOMParser().parseFromString(code(), 'text/html');
    expect(page.querySelectorAll('*').length).to.equal(4);
    const frame = page.querySelector('iframe')!;
    expect(frame.title).to.equal(`Run of ${model}`);
    expect(parseSnapshotLink(frame.src)!.payloads.length).to.equal(1);
    await choose('Embed as an element');
    expect(code()).to.match(/^<trace-player src="#trace=[\w-]+"><\/trace-player>$/);
  });

  it('says what it thinned out to be as short as asked for', async () => {
    const run = buildTrace().prompt('Hi');
    for (let at = 0; at < 200; at++) run.memory(6000 + noise(at)).say(['a']);
    for (let at = 0; at < 1600; at++) run.say(['a'], noise(at * at) / 10);
    const { told, code, choose } = await sharing(run.complete().trace());
    await choose('No limit');
    expect(code().length).to.be.greaterThan(2000);
    expect(told()).to.match(/All that is ticked is in it/);
    await choose('Chat: 2 000');
    expect(code().length).to.be.at.most(2000);
    expect(told()).to.match(
      /It holds less than the file: few memory samples or none, times to the nearest \d+ ms/,
    );
    expect(textsOf(await decoded(code()))).to.deep.equal(textsOf(run.trace()));
  });

  it('says that a run does not fit, and offers its file and no link', async () => {
    const run = buildTrace().prompt('Hi');
    for (let at = 0; at < 400; at++) run.say([String(Math.sin(at))]);
    const { root, told, code, choose } = await sharing(run.complete().trace());
    await choose('Chat: 2 000');
    expect(told()).to.match(/does not fit into 2\u202f000 characters/);
    expect(code()).to.equal('');
    expect(part(root.host as TracePlayerElement, 'share-copy-button').matches(':disabled')).to.equal(true);
    const file = await savedFile(() => click(root, 'Save the file'));
    expect(file).to.contain(String(Math.sin(399)));
  });

  it('says that a run fits into no link at all, however long', async () => {
    const run = buildTrace().prompt('Hi');
    for (let at = 0; at < 100_001; at++) run.say(['a']);
    const player = await playerOf(run.complete().trace());
    part(player, 'share-button').click();
    const told = () => player.shadowRoot!.querySelector('#share-told')?.textContent ?? '';
    await until(() => /too long|fit/.test(told()));
    expect(told()).to.equal('It is too long for any link. Send the file, or leave something out.');
  });

  it('takes the focus, keeps its keys, and gives the focus back on Escape', async () => {
    const { player, root, dialog } = await sharing(askedRun().trace());
    expect(root.activeElement).to.equal(dialog);
    const time = player.currentTime;
    for (const key of ['k', 'End', '3'])
      dialog.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
    expect([player.paused, player.currentTime, player.playbackRate]).to.deep.equal([true, time, 1]);
    dialog.close();
    await waitUntil(() => !root.querySelector('trace-player-share'));
    expect(root.activeElement).to.equal(part(player, 'share-button'));
    part(player, 'share-button').click();
    await waitUntil(() => root.querySelector('dialog[open]'));
  });

  it('closes beside it, and not within', async () => {
    const { root, dialog } = await sharing(askedRun().trace());
    dialog.querySelector('h2')!.click();
    expect(dialog.open).to.equal(true);
    dialog.click();
    await waitUntil(() => !root.querySelector('trace-player-share'));
  });

  it('is not offered where a page does not want it, nor without a run', async () => {
    const player = await playerOf(askedRun().trace());
    player.toggleAttribute('no-share', true);
    await settled(player);
    expect(player.shadowRoot!.querySelector('[part~=share-button]')).to.equal(null);
    const empty = await playerOf();
    expect(empty.shadowRoot!.querySelector('[part~=share-button]')).to.equal(null);
  });

  for (const scheme of ['light', 'dark']) {
    it(`is accessible in ${scheme}`, async () => {
      const { player, dialog } = await sharing(askedRun().trace(), (player) => {
        player.style.colorScheme = scheme;
      });
      await expect(player).to.be.accessible();
      for (const control of dialog.querySelectorAll<HTMLElement>('button, label')) {
        expect(control.getBoundingClientRect().height, control.outerHTML).to.be.at.least(24);
      }
      expect(dialog.querySelectorAll('[style]').length).to.equal(0);
    });
  }

  it('says what a page says in place of its words', async () => {
    setStrings({ shareTitle: 'Teilen' });
    const { dialog } = await sharing(askedRun().trace());
    expect(dialog.querySelector('h2')!.textContent).to.equal('Teilen');
    setStrings({ shareTitle: 'Share this run' });
  });
});

/** A number below 1,000 that no compression foresees. */
function noise(seed: number): number {
  return Math.floor(Math.abs(Math.sin(seed)) * 1e6) % 1000;
}

function click(root: ParentNode, label: string): void {
  const buttons = [...root.querySelectorAll<HTMLElement>('.share-act')];
  buttons.find(({ textContent }) => textContent.trim() === label)!.click();
}

/** The text of the file that is offered as a download meanwhile. */
async function savedFile(save: () => void): Promise<string> {
  const { createObjectURL } = URL;
  const blobs: Blob[] = [];
  URL.createObjectURL = (blob: Blob) => {
    blobs.push(blob);
    return createObjectURL.call(URL, blob);
  };
  save();
  URL.createObjectURL = createObjectURL;
  return blobs[0]!.text();
}
