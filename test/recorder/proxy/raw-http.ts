import { connect, createServer, type Socket } from 'node:net';
import { after } from 'node:test';
import { until } from '../run-events.js';

const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

const stops: (() => void)[] = [];

after(() => stops.forEach((stop) => stop()));

/** What a raw server got and gives, on one connection. */
export interface RawExchange {
  /** All bytes of the request so far, as Latin-1. */
  got: string;
  send(bytes: string | Uint8Array): void;
  end(): void;
  /** Breaks the connection off. */
  destroy(): void;
  readonly isClosed: boolean;
}

/** A server of bare sockets: calls `answer` once for each request whose head is there. */
export async function serveRaw(answer: (exchange: RawExchange) => void | Promise<void>) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let isClosed = false;
    let isAnswered = false;
    const exchange: RawExchange = {
      got: '',
      send: (bytes) => void socket.write(bytes),
      end: () => void socket.end(),
      destroy: () => void socket.resetAndDestroy(),
      get isClosed() {
        return isClosed;
      },
    };
    socket.on('error', () => {});
    socket.on('close', () => (isClosed = true));
    socket.setEncoding('latin1').on('data', (text: string) => {
      exchange.got += text;
      if (isAnswered || !exchange.got.includes('\r\n\r\n')) return;
      isAnswered = true;
      // What the proxy asks itself, to tell what server it is.
      if (/^GET (?!.*\r\nUpgrade:)/s.test(exchange.got)) return void socket.end(NOT_FOUND);
      void answer(exchange);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  stops.push(stop);
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, port, stop };
}

/** A client of a bare socket. */
export class RawClient {
  readonly socket: Socket;
  /** All bytes so far, as Latin-1: one character a byte. */
  got = '';
  isClosed = false;

  constructor(port: number, request: string | Uint8Array) {
    this.socket = connect(port, '127.0.0.1');
    stops.push(() => this.socket.destroy());
    this.socket.on('error', () => {});
    this.socket.on('close', () => (this.isClosed = true));
    this.socket.setEncoding('latin1').on('data', (text: string) => (this.got += text));
    this.socket.write(request);
  }

  async has(text: string): Promise<void> {
    await until(() => this.got.includes(text) || this.isClosed);
    if (!this.got.includes(text))
      throw new Error(`No ${JSON.stringify(text)} in ${JSON.stringify(this.got)}`);
  }

  async closed(): Promise<void> {
    await until(() => this.isClosed);
  }
}

/** A message without the headers that each connection has of its own. */
export function withoutHeaders(message: string, ...names: string[]): string {
  const pattern = new RegExp(`^(?:${names.join('|')}):[^\\n]*\\n`, 'gim');
  const end = message.indexOf('\r\n\r\n') + 2;
  return message.slice(0, end).replace(pattern, '') + message.slice(end);
}

/** A piece of a chunked body. */
export function chunked(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${Buffer.from(text).toString('latin1')}\r\n`;
}
