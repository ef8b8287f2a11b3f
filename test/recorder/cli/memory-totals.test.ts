import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { words } from '../../../src/recorder/cli/words.js';
import { serveBodies } from '../memory/body-server.js';
import { delta, sse } from '../model-server.js';
import { until } from '../run-events.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runInProcess } from './in-process.js';

const hasProcesses = process.platform === 'linux' || process.platform === 'darwin';

/** What a folder's files hold so far. */
function writtenIn(folder: string): string {
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('');
}

describe('the totals of a run', () => {
  const totals = (peak: Parameters<typeof words.totals>[3]) => words.totals('completed', {}, 1000, peak);

  it('say what the memory figure is', () => {
    assert.equal(
      totals({ memoryMb: 812.4, withoutFilesMb: 300.2, scope: 'process', source: 'resident memory of x' }),
      'completed · 1.00 s · 0 tokens · peak memory 812 MB, 300 MB without mapped files (resident memory of x)',
    );
    assert.match(
      totals({ ratio: 0.0432, scope: 'kv', source: 'vLLM /metrics: KV cache in use' }),
      /· peak 4\.3 % \(vLLM \/metrics: KV cache in use\)$/,
    );
    assert.doesNotMatch(totals(undefined), /peak/);
  });

  it('speak of one token as of one', () => {
    const metrics = { completion_tokens: 1, prompt_tokens: 1, token_count_source: 'chunks' } as const;
    assert.equal(words.totals('completed', metrics, 1000), 'completed · 1.00 s · ≈1 token · 1 prompt token');
  });

  it('come from what the server tells and its processes hold, all of it in the file', async () => {
    const folder = temporaryFolder();
    const server = await serveBodies({
      '/version': { version: '0.11.0' },
      '/v1/models': { data: [{ id: 'm', owned_by: 'vllm' }] },
      '/metrics': 'vllm:kv_cache_usage_perc{engine="0"} 0.25\n',
      '/v1/chat/completions': (response) => {
        void (async () => {
          const scopes = hasProcesses ? ['kv', 'process'] : ['kv'];
          await until(() => scopes.every((scope) => writtenIn(folder).includes(`"scope":"${scope}"`)));
          response.end(sse(delta({ content: 'Hi' }), delta({}, 'stop'), '[DONE]').join(''));
        })();
      },
    });
    const args = ['--base-url', server.url, '--prompt', 'x', '--output-dir', folder, '--json'];
    const { code, stdout, stderr } = await runInProcess(['run', ...args]);
    assert.equal(code, 0, stderr);
    const { file, peak_memory: peak } = JSON.parse(stdout);
    const { events } = JSON.parse(readFileSync(file, 'utf8')) as { events: Record<string, unknown>[] };
    const kv = events.find(({ type, scope }) => type === 'memory' && scope === 'kv');
    assert.deepEqual([kv?.ratio, kv?.source], [0.25, 'vLLM /metrics: KV cache in use']);
    if (!hasProcesses) return;
    assert.equal(peak.scope, 'process');
    assert.match(peak.source, new RegExp(`process tree ${process.pid} `));
    assert.match(stderr, /peak memory \d+ MB.* \(resident memory of process tree/);
  });
});
