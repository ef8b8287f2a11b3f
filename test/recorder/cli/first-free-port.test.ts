import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, describe, it } from 'node:test';
import { atFreePort } from '../../../src/recorder/cli/first-free-port.js';
import { listen, ListenError } from '../../../src/recorder/listen.js';

describe('a free port', () => {
  const servers: Server[] = [];
  after(() => servers.forEach((server) => server.close()));

  const start = (port: number) => {
    const server = createServer();
    servers.push(server);
    return listen(server, '127.0.0.1', port);
  };

  it('is one behind the usual, where that is taken', async () => {
    const usual = await start(0);
    const found = await atFreePort(undefined, usual, start);
    assert.ok(found > usual && found <= usual + 50);
  });

  it('is not looked for where a port was asked for', async () => {
    const taken = await start(0);
    await assert.rejects(atFreePort(taken, 9090, start), ListenError);
  });

  it('is not looked for where something else is wrong', async () => {
    let tries = 0;
    const fail = async () => {
      tries++;
      throw new Error('no');
    };
    await assert.rejects(atFreePort(undefined, 9090, fail), /no/);
    assert.equal(tries, 1);
  });
});
