import { expect, waitUntil } from '@open-wc/testing';
import type { TracePlayerElement } from '../../src/components/index.js';
import { encodeSnapshot } from '../../src/trace/snapshot/encode-snapshot.js';
import { buildTrace } from '../helpers/trace-builder.js';
import { once, part, playerOf, recordEvents, settled, shownParts } from './player-fixture.js';
import { stubFetch } from './stubbed-fetch.js';

const LOAD_EVENTS = ['loadstart', 'loadedmetadata', 'trace-load', 'error', 'trace-error'];

async function linkOf(text: string): Promise<string> {
  const { payload } = await encodeSnapshot(buildTrace().prompt('Hi').say([text, '!']).complete().trace());
  return `#trace=${payload}`;
}

async function linked(src: string, attributes: Record<string, string> = {}): Promise<TracePlayerElement> {
  const player = await playerOf();
  for (const [name, value] of Object.entries(attributes)) player.setAttribute(name, value);
  player.src = src;
  await waitUntil(() => player.readyState === 4 || player.error);
  await settled(player);
  return player;
}

describe('a src that holds the run itself', () => {
  let fetched: string[];
  let restore: () => void;
  beforeEach(() => {
    fetched = [];
    restore = stubFetch((url) => {
      fetched.push(url);
      return new Response('', { status: 404 });
    });
  });
  afterEach(() => restore());

  for (const address of ['', 'https://runs.example/embed.html', '/docs/page.html?a=b']) {
    it(`plays what is behind “${address}#trace=”, and asks nobody`, async () => {
      const player = await linked(address + (await linkOf('Hello')));
      expect(player.trace!.blocks.at(-1)!.text.toString()).to.equal('Hello!');
      expect(player.duration).to.equal(0.2);
      expect(player.networkState).to.equal(1);
      expect(fetched).to.deep.equal([]);
    });
  }

  it('plays it wherever it stands behind the #', async () => {
    const run = (await linkOf('Hello')).slice(1);
    const player = await linked(`https://runs.example/embed.html#theme=dark&t=0.1&${run}`);
    expect([player.currentTime, player.duration]).to.deep.equal([0.1, 0.2]);
    expect(fetched).to.deep.equal([]);
  });

  for (const [how, written] of [
    ['percent-encoded', (link: string) => link.replace('=', '%3D')],
    ['behind an escaped &', (link: string) => `#t=0&amp;${link.slice(1)}`],
  ] as const)
    it(`plays it where it came through ${how}`, async () => {
      const player = await linked(`https://runs.example/embed.html${written(await linkOf('Hello'))}`);
      expect(player.trace!.blocks.at(-1)!.text.toString()).to.equal('Hello!');
      expect(fetched).to.deep.equal([]);
    });

  it('tells of it as of a file, and starts at its t, at its speed', async () => {
    const player = await playerOf();
    const seen = recordEvents(player, LOAD_EVENTS);
    player.src = `${await linkOf('Hello')}&t=0.1&speed=4`;
    await once(player, 'trace-load');
    expect(seen).to.deep.equal(['loadstart', 'loadedmetadata', 'trace-load']);
    expect([player.currentTime, player.playbackRate, player.paused]).to.deep.equal([0.1, 4, true]);
  });

  it('lets the attributes of the page go before what the link says', async () => {
    const link = `${await linkOf('Hello')}&t=0.1&speed=4`;
    const player = await linked(link, { 'start-at': '0.2', 'playback-rate': '2' });
    expect([player.currentTime, player.playbackRate]).to.deep.equal([0.2, 2]);
  });

  for (const value of ['', 'd', 'dAQ', '%00', '<img src=x onerror=alert(1)>', 'x'.repeat(99), '__proto__']) {
    it(`says in one message why “${value.slice(0, 30)}” is no run`, async () => {
      const player = await playerOf();
      const seen = recordEvents(player, LOAD_EVENTS);
      player.src = `#trace=${value}`;
      await once(player, 'trace-error');
      expect(seen).to.deep.equal(['loadstart', 'error', 'trace-error']);
      expect(player.error!.code).to.equal(4);
      expect(player.error!.message).to.match(/^This link .*[.?]$/);
      await waitUntil(() => player.shadowRoot!.querySelector('[part~=panel-failed]'));
      expect(part(player, 'panel-failed').textContent).to.contain(player.error!.message);
      expect(fetched).to.deep.equal([]);
    });
  }

  for (const [which, value, said] of [
    ['a damaged', 'dAAAA', 'cut short or changed'],
    ['an empty', '', 'holds no run'],
  ] as const)
    it(`offers no other try of ${which} link, which would end as the first`, async () => {
      const player = await playerOf();
      player.src = `#trace=${value}`;
      await waitUntil(() => player.shadowRoot!.querySelector('[part~=panel-failed]'));
      expect(part(player, 'panel-failed').textContent).to.contain(said);
      expect(shownParts(player, 'retry-button')).to.have.length(0);
    });

  it('shows what a stranger wrote as the text that it is', async () => {
    const hostile = '<img src=x onerror="window.hacked=1"><script>hacked=1</script>\u202e{{x}}';
    const run = buildTrace({ model: hostile, provider: hostile }).log(hostile).prompt(hostile);
    const trace = run.say([hostile]).tool(hostile, [hostile], hostile).fail(hostile).trace();
    const player = await linked(`#trace=${(await encodeSnapshot(trace)).payload}`);
    player.currentTime = player.duration;
    await settled(player);
    expect(part(player, 'model').textContent).to.equal(hostile);
    expect(part(player, 'transcript').textContent).to.contain(hostile);
    expect(player.shadowRoot!.querySelectorAll('img, script').length).to.equal(0);
    expect('hacked' in window).to.equal(false);
  });
});

describe('src="hash:"', () => {
  afterEach(() => history.replaceState(null, '', location.pathname + location.search));

  it('plays what the page’s own address holds, and follows it', async () => {
    location.hash = await linkOf('One');
    const player = await linked('hash:');
    expect(player.trace!.blocks.at(-1)!.text.toString()).to.equal('One!');
    const told = once(player, 'trace-load');
    location.hash = await linkOf('Two');
    await told;
    expect(player.trace!.blocks.at(-1)!.text.toString()).to.equal('Two!');
  });

  it('says that there is none, and plays the first one that comes', async () => {
    const player = await linked('hash:');
    expect(player.error!.message).to.contain('holds no run');
    const told = once(player, 'trace-load');
    location.hash = await linkOf('Three');
    await told;
    expect(player.error).to.equal(null);
  });

  it('plays on when the page goes to a place in it', async () => {
    location.hash = await linkOf('Four');
    const player = await linked('hash:');
    const seen = recordEvents(player, LOAD_EVENTS);
    const went = once(window, 'hashchange');
    location.hash = '#some-heading';
    await went;
    const wentOn = once(window, 'hashchange');
    location.hash = '#backtrace=1';
    await wentOn;
    await settled(player);
    expect(seen).to.deep.equal([]);
    expect(player.trace!.blocks.at(-1)!.text.toString()).to.equal('Four!');
  });

  it('never follows where it plays something else before it began', async () => {
    location.hash = await linkOf('Seven');
    const player = await playerOf();
    player.src = 'hash:';
    await player.updateComplete;
    player.src = await linkOf('Other');
    await once(player, 'trace-load');
    const seen = recordEvents(player, LOAD_EVENTS);
    const went = once(window, 'hashchange');
    location.hash = await linkOf('Eight');
    await went;
    await settled(player);
    expect(seen).to.deep.equal([]);
  });

  it('follows no more once it plays something else, and again once it is back on the page', async () => {
    location.hash = await linkOf('Five');
    const player = await linked('hash:');
    const other = await linked('hash:');
    player.src = await linkOf('Other');
    await once(player, 'trace-load');
    const holder = other.parentElement!;
    other.remove();
    const seen = recordEvents(player, LOAD_EVENTS);
    const unseen = recordEvents(other, LOAD_EVENTS);
    const went = once(window, 'hashchange');
    location.hash = await linkOf('Six');
    await went;
    await settled(player);
    expect([...seen, ...unseen]).to.deep.equal([]);
    const told = once(other, 'trace-load');
    holder.append(other);
    await told;
    expect(other.trace!.blocks.at(-1)!.text.toString()).to.equal('Six!');
  });
});
