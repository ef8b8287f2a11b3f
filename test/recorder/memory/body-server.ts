import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { type BaseUrl, parseBaseUrl } from '../../../src/recorder/base-url.js';

/** What a path answers: a body (JSON unless it is text), a status, or whatever a function does. */
type Answer = string | object | number | ((response: ServerResponse, request: IncomingMessage) => void);

const stops: (() => void)[] = [];

after(() => stops.forEach((stop) => stop()));

/** A server that answers GETs as its table says (it may be changed), and 404 to all else; it notes what it was asked. */
export async function serveBodies(answers: Record<string, Answer>) {
  const asked: { path: string; authorization?: string }[] = [];
  const server = createServer((request, response) => {
    const { url: path = '', headers } = request;
    asked.push({ path, authorization: headers.authorization });
    const answer = answers[path] ?? 404;
    if (typeof answer === 'function') answer(response, request);
    else if (typeof answer === 'number') response.writeHead(answer).end('{"error":"no"}');
    else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const base: BaseUrl = parseBaseUrl(url);
  const paths = () => asked.map(({ path }) => path);
  return { url, port, base, asked, paths };
}
