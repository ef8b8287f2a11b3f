import { expect } from '@open-wc/testing';
import { buildTrace } from '../helpers/trace-builder.js';
import { part, playerOf, seekTo, shownParts } from './player-fixture.js';

describe('a memory figure', () => {
  it('that is a share of the KV cache is a percentage, in the readout and in the list of events', async () => {
    const trace = buildTrace()
      .prompt('Hi')
      .add({ type: 'memory', ratio: 0.0043, scope: 'kv', source: 'vLLM /metrics: KV cache in use' })
      .say(['a'])
      .trace();
    const player = await playerOf(trace, 1200);
    await seekTo(player, player.duration);
    const figure = part(player, 'figure-memory');
    expect(figure.textContent).to.contain('0.4').and.to.contain('%').and.not.to.contain('MB');
    expect(figure.title).to.equal('KV cache: vLLM /metrics: KV cache in use');
    const row = shownParts(player, 'event')[2]!;
    expect(row.textContent).to.contain('0.4').and.to.contain('%');
  });

  it('with what is left without mapped files says both', async () => {
    const trace = buildTrace()
      .prompt('Hi')
      .add({
        type: 'memory',
        memory_mb: 5200,
        without_files_mb: 812,
        scope: 'process',
        source: 'resident memory of process tree 4711 (llama-server)',
      })
      .say(['a'])
      .trace();
    const player = await playerOf(trace, 1200);
    await seekTo(player, player.duration);
    expect(part(player, 'figure-memory').title)
      .to.contain('resident memory of process tree 4711 (llama-server)')
      .and.to.contain('812 MB of it without mapped files');
  });
});
