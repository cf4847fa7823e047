/** A folder as a simulator leaves it: `model.json`, and what else a test writes. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HistoryLine } from '../../../simulator/store/history.ts';
import type { Model } from '../../../simulator/model/model.ts';

export interface SavedFolder {
  readonly folder: string;
  readonly save: (model: Model) => Promise<void>;
  readonly write: (name: string, text: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

export async function aFolder(model?: Model): Promise<SavedFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'page-'));
  const write = async (name: string, text: string) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };
  const save = (saved: Model) => write('model.json', JSON.stringify({ model: saved, cluster: null, step: 0 }));
  if (model !== undefined) await save(model);
  return { folder, save, write, end: () => rm(folder, { recursive: true, force: true }) };
}

/** A hook of etcd/0 that began so many milliseconds after the model's second 1000, and took 100. */
export function ranAt(ms: number, more: Partial<HistoryLine> = {}): HistoryLine {
  return {
    unit: 'etcd/0',
    hook: 'config-changed',
    kind: 'hook',
    startedAt: 1000 + Math.floor(ms / 1000),
    startedAtMs: hostMs + ms,
    durationMs: 100,
    exitCode: 0,
    signal: null,
    committed: true,
    tools: 3,
    programs: 1,
    ...more,
  };
}

/** The host's clock when the model's was at 1000 seconds. */
export const hostMs = Date.parse('2030-01-01T00:00:00.000Z');

export function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
