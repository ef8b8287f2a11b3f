import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pairs } from './end-to-end-headers.js';
import type { ProxyTarget } from './proxy-target.js';

/** Passes a request for another protocol (a WebSocket) on, and joins the two connections if the target agrees. */
export function passUpgrade(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  target: ProxyTarget,
): void {
  const upstream = target.begin(request, { isUpgrade: true });
  const end = () => {
    client.destroy();
    upstream.destroy();
  };
  client.on('error', end).on('close', end);
  upstream.on('error', end);
  upstream.on('upgrade', (answer, server, serverHead) => {
    client.write(headOf(answer));
    client.write(serverHead);
    server.on('error', end).on('close', end);
    server.write(head);
    server.pipe(client).pipe(server);
  });
  upstream.on('response', (answer) => {
    client.write(headOf(answer, ['connection', 'transfer-encoding', 'content-length']));
    answer.on('error', end).pipe(client);
  });
  upstream.end();
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage, left: string[] = []): string {
  const kept = pairs(rawHeaders).filter(([name]) => !left.includes(name.toLowerCase()));
  const closing = left.length > 0 ? ['Connection: close'] : [];
  const lines = [...kept.map(([name, value]) => `${name}: ${value}`), ...closing];
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, '', ''].join('\r\n');
}
