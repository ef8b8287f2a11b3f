import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isReplayName } from './replay-folder.js';

/** What a reader calls a run, and says of it. */
export interface Label {
  readonly name?: string;
  readonly note?: string;
}

/** Beside the replays; its name has no ending that makes a replay of it. */
export const LABELS_NAME = '.serve-labels';

const MAX_NAME = 200;
const MAX_NOTE = 10_000;

/** Keeps names and notes in a small JSON file of their own, so that no replay file is ever changed. Each change replaces it whole. */
export class Labels {
  readonly #path: string;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#path = join(folder, LABELS_NAME);
  }

  /** All labels by file. Rejects when there is a file of labels that cannot be read. */
  async all(): Promise<ReadonlyMap<string, Label>> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    return parseLabels(text, this.#path);
  }

  /** Gives a run its name and note; an empty one takes it away. One change after the other. */
  set(file: string, label: Label): Promise<void> {
    return this.#change((labels) => {
      const kept = checkedLabel(label);
      if (kept.name === undefined && kept.note === undefined) labels.delete(file);
      else labels.set(file, kept);
    });
  }

  /** Forgets the labels of files that are gone for good. */
  forget(files: readonly string[]): Promise<void> {
    if (files.length === 0) return Promise.resolve();
    return this.#change((labels) => files.forEach((file) => labels.delete(file)));
  }

  #change(change: (labels: Map<string, Label>) => void): Promise<void> {
    const done = this.#writing.then(async () => {
      const labels = new Map(await this.all());
      change(labels);
      await replaceFile(this.#path, formatLabels(labels));
    });
    this.#writing = done.catch(() => {});
    return done;
  }
}

function checkedLabel({ name, note }: Label): Label {
  const plainName = (name ?? '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME);
  const plainNote = (note ?? '').replaceAll('\r\n', '\n').trim().slice(0, MAX_NOTE);
  return { name: plainName || undefined, note: plainNote || undefined };
}

function parseLabels(text: string, path: string): Map<string, Label> {
  const labels = (JSON.parse(text) as { labels?: unknown } | null)?.labels ?? {};
  if (typeof labels !== 'object') throw new Error(`${path} holds no labels.`);
  return new Map(
    Object.entries(labels)
      .filter(([file]) => isReplayName(file))
      .map(([file, label]) => [file, labelOf(label)]),
  );
}

function labelOf(value: unknown): Label {
  const { name, note } = (value ?? {}) as { name?: unknown; note?: unknown };
  return checkedLabel({
    name: typeof name === 'string' ? name : undefined,
    note: typeof note === 'string' ? note : undefined,
  });
}

function formatLabels(labels: ReadonlyMap<string, Label>): string {
  const sorted = [...labels].sort(([left], [right]) => left.localeCompare(right));
  return `${JSON.stringify({ version: '1.0.0', labels: Object.fromEntries(sorted) }, undefined, 2)}\n`;
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
