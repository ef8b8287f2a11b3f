import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server on loopback, so that a test can cut the line as a network does. */
export interface CuttingProxy {
  readonly port: number;
  /** Cuts every line there is. New ones can be had at once. */
  cut(): void;
  /** Carries nothing more on the lines that there are, and closes none. */
  stall(): void;
  close(): Promise<void>;
}

export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const stalls: (() => void)[] = [];
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    keep(client);
    keep(upstream);
    client.pipe(upstream).pipe(client);
    stalls.push(() => upstream.unpipe(client).resume());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    stall: () => stalls.splice(0).forEach((stall) => stall()),
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
