/**
 * A proxy before the server whose address is its first argument, in a process of its own: bare, with nothing in it but two pipes,
 * or the recording one when the second argument names a folder for its files. Tells its parent its address.
 */
import { createServer, request as forwardTo } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  EventBus,
  EventBusReplayWriter,
  EventBusSSEServer,
  RecordingProxy,
} from '../../src/recorder/index.js';

const [target = '', folder] = process.argv.slice(2);

process.send!(await (folder === undefined ? startBare(target) : startRecording(target, folder)));
process.on('disconnect', () => process.exit());

async function startBare(to: string): Promise<string> {
  const server = createServer((request, response) => {
    const { method, headers, url } = request;
    const onward = forwardTo(new URL(url ?? '/', to), { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startRecording(to: string, outputDir: string): Promise<string> {
  const bus = new EventBus();
  new EventBusReplayWriter({ bus, outputDir }).start();
  await new EventBusSSEServer({ bus, port: 0, history: outputDir }).start();
  return (await new RecordingProxy({ target: to, bus, port: 0 }).start()).url;
}
