import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { decodedLines, readHistory } from '../store/history.ts';
import { readKept } from '../store/journal.ts';
import { JujuRefused, unitTag } from '../model/model.ts';
import type { Model, Seen, Unit } from '../model/model.ts';
import type { LogLine } from '../store/store.ts';
import { hideSecrets } from './hide-secrets.ts';
import { pageDataOf } from './page-data.ts';
import type { PageData, UnitStory } from './page-schema.ts';
import { traceLine } from './trace-schema.ts';
import type { TraceLine } from './trace-schema.ts';
import { unitStoryOf } from './unit-story.ts';

/** What the page asks of a model that another process may be changing. */
export interface ModelFolder {
  /** The model as it was last saved. */
  readonly data: PageData;
  /** What a unit did; null when there is no such unit. */
  readonly story: (unit: string, limit: number) => UnitStory | null;
}

/** The model of the folder as it was last saved; null while there is none. */
export function readModelFolder(folder: string): ModelFolder | null {
  const model = modelOf(folder);
  if (model === null) return null;
  const hide = hideSecrets(model);
  let history: ReturnType<typeof readHistory> | null = null;
  return {
    data: pageDataOf(model, (unit) => existsSync(traceFile(folder, unit))),
    story: (name, limit) => {
      const unit = model.units[name];
      if (unit === undefined) return null;
      history ??= readHistory(folder);
      const complaints = isInError(unit) ? complaintsOf(folder, name) : [];
      return unitStoryOf(name, {
        history,
        trace: traceOf(folder, unit),
        complaints: complaints.map((line) => ({ ...line, message: hide(line.message) })),
        hide,
        limit,
      });
    },
  };
}

function modelOf(folder: string): Seen<Model> | null {
  try {
    return readKept(folder)?.model ?? null;
  } catch (error) {
    // A model of another version is one that there is nothing to show of.
    if (error instanceof JujuRefused) return null;
    throw error;
  }
}

function isInError({ agentStatus, workload }: Seen<Unit>): boolean {
  return agentStatus.status === 'error' || agentStatus.status === 'failed' || workload.status === 'error';
}

/** The older file comes first. */
function traceOf(folder: string, unit: Seen<Unit>): TraceLine[] {
  const file = traceFile(folder, unit);
  return [...decodedLines(`${file}.1`, traceLine), ...decodedLines(file, traceLine)];
}

function traceFile(folder: string, { machine, name }: Seen<Unit>): string {
  const agent = `machines/${machine}/root/var/lib/juju/agents/${unitTag(name)}`;
  return path.join(folder, agent, 'charm/.state/trace.jsonl');
}

const logLine = z.object({
  time: z.number(),
  entity: z.string(),
  level: z.enum(['CRITICAL', 'DEBUG', 'ERROR', 'INFO', 'TRACE', 'WARNING']),
  module: z.string(),
  message: z.string(),
}) satisfies z.ZodType<LogLine>;

function complaintsOf(folder: string, unit: string): UnitStory['complaints'] {
  const tag = unitTag(unit);
  return endOf(path.join(folder, 'log.jsonl'))
    .split('\n')
    .flatMap((text) => {
      if (!text.includes(tag)) return [];
      const parsed = logLine.safeParse(jsonOf(text));
      return parsed.success ? [parsed.data] : [];
    })
    .filter(({ entity, level }) => entity === tag && ['CRITICAL', 'ERROR', 'WARNING'].includes(level))
    .slice(-15)
    .map(({ time, level, message }) => ({ time, level, message }));
}

/** The last megabyte of a file. */
function endOf(file: string): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const bytes = Buffer.alloc(Math.min(size, 1_000_000));
      readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
      return bytes.toString('utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
