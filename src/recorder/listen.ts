import type { AddressInfo, Server } from 'node:net';

/** A server could not listen where it was asked to. */
export class ListenError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ListenError';
    this.code = code;
  }
}

/** Listens on a port (0: any that is free). Resolves to the port; rejects with a `ListenError` that says what to do. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(listenError(error, host, port));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError({ code = '', message }: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use. Stop what uses it, or choose another port (0: any that is free).`,
    EACCES: `Port ${port} may not be used. Choose one above 1023 (0: any that is free).`,
    EADDRNOTAVAIL: `${host} is not an address of this machine.`,
  };
  return new ListenError(code, reasons[code] ?? `Cannot listen on ${host}:${port}: ${message}`);
}
