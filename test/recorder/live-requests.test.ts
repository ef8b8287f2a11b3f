import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { EventBus } from '../../src/recorder/event-bus.js';
import { EventBusReplayWriter } from '../../src/recorder/replay-writer.js';
import { EventBusSSEServer } from '../../src/recorder/sse-server.js';
import { emitRun } from './run-events.js';
import { ask } from './sse-client.js';
import { temporaryFolder } from './temporary-folder.js';

let server: EventBusSSEServer | undefined;

afterEach(() => server?.stop());

/** Asks for a target as it stands, which a URL parser would not let through. */
function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('a request to the live server', () => {
  it('for a run that is not there writes nothing', async () => {
    const folder = temporaryFolder();
    const bus = new EventBus();
    const writer = new EventBusReplayWriter({ bus, outputDir: folder });
    writer.start();
    emitRun(bus, 'a', 2);
    await writer.stop();
    const index = () => readFileSync(join(folder, 'index.json'), 'utf8');
    const before = index();
    server = new EventBusSSEServer({ bus, port: 0, history: folder });
    const { url } = await server.start();
    assert.equal((await ask(`${url}?run_id=nope`)).status, 404);
    assert.equal(index(), before);
  });

  it('whose address is none is told so', async () => {
    server = new EventBusSSEServer({ bus: new EventBus(), port: 0 });
    const { port } = await server.start();
    assert.equal(await statusOf(port, '//%zz'), 400);
  });
});
