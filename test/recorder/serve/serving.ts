import { request, type IncomingHttpHeaders } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { EventBus, EventBusReplayWriter } from '../../../src/recorder/index.js';
import type { RecoveryHandler } from '../../../src/recorder/recovery/dead-writers.js';
import { ReplayServer } from '../../../src/recorder/serve/replay-server.js';
import type { RunStartedEvent } from '../../../src/trace/index.js';
import { completed, started, token } from '../run-events.js';
import { temporaryFolder } from '../temporary-folder.js';

const servers = new Set<ReplayServer>();

after(async () => {
  await Promise.all([...servers].map((server) => server.stop()));
});

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: () => unknown;
}

/** A run as `/api/runs` tells it. */
export type ToldRun = Record<string, unknown> & { file: string; state: string };

/** A served folder, and how to ask. */
export class Serving {
  readonly folder: string;
  readonly server: ReplayServer;
  url = '';
  port = 0;

  private constructor(folder: string, onRecovered?: RecoveryHandler) {
    this.folder = folder;
    this.server = new ReplayServer({ folder, port: 0, onRecovered });
  }

  static async start(folder = temporaryFolder(), onRecovered?: RecoveryHandler): Promise<Serving> {
    const serving = new Serving(folder, onRecovered);
    servers.add(serving.server);
    Object.assign(serving, await serving.server.start());
    return serving;
  }

  async stop(): Promise<void> {
    servers.delete(this.server);
    await this.server.stop();
  }

  /** Asks with an address just as it is written, which `fetch` would tidy. */
  ask(path: string, options: { method?: string; headers?: object; body?: string } = {}): Promise<Answer> {
    const { method = 'GET', headers = {}, body: sent } = options;
    return new Promise((resolve, reject) => {
      const all = { host: `127.0.0.1:${this.port}`, ...headers };
      const asking = request({ port: this.port, path, method, headers: all, agent: false }, (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text: string) => (body += text));
        answer.on('error', reject).on('end', () => {
          const { statusCode: status = 0, headers } = answer;
          resolve({ status, headers, body, json: () => JSON.parse(body) as unknown });
        });
      });
      asking.on('error', reject).end(sent);
    });
  }

  /** Changes something as the page does. */
  change(path: string, body: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json', origin: this.url.slice(0, -1) };
    return this.ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async runs(query = ''): Promise<ToldRun[]> {
    const search = query && `?q=${encodeURIComponent(query)}`;
    const { runs } = (await this.ask(`/api/runs${search}`)).json() as { runs: ToldRun[] };
    return runs;
  }

  async files(query = ''): Promise<string[]> {
    return (await this.runs(query)).map(({ file }) => file);
  }
}

/** Records a run with one question into a folder. */
export async function recordRun(
  folder: string,
  runId: string,
  { question = 'Hi', ...fields }: Partial<RunStartedEvent> & { question?: string } = {},
): Promise<void> {
  const bus = new EventBus();
  const writer = new EventBusReplayWriter({ bus, outputDir: folder });
  writer.start();
  bus.emit(runId, started(runId, fields));
  bus.emit(runId, { type: 'prompt_sent', time_ms: 0, messages: [{ role: 'user', content: question }] });
  for (const timeMs of [100, 150, 200]) bus.emit(runId, token(timeMs, 'word '));
  bus.emit(runId, completed(250));
  await writer.stop();
}

export function writeIn(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}
