import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** One hook, action or command that an agent ran: a line of `history.jsonl` in the model's folder. */
export const historyLine = z.object({
  unit: z.string(),
  /** Name of the hook or action; `juju-exec` or `juju-run` for a command. */
  hook: z.string(),
  kind: z.enum(['hook', 'action', 'exec']),
  /** For example `certificates:3`. */
  relation: z.string().optional(),
  remoteUnit: z.string().optional(),
  /** Seconds since the epoch by the model's clock. */
  startedAt: z.number(),
  /** Milliseconds since the epoch by the host's clock. */
  startedAtMs: z.number(),
  durationMs: z.number(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  /** What it wrote is true. */
  committed: z.boolean(),
  /** Hook tools that it called. */
  tools: z.number(),
  /** Programs of the machine that it called. */
  programs: z.number(),
  /** Why it was due, where somebody knows better than its name tells. */
  cause: z.string().optional(),
});

export type HistoryLine = z.output<typeof historyLine>;

/** The line is the last one of the folder's history, also after a writer that died in the middle of its line. */
export function appendHistory(folder: string, line: HistoryLine): void {
  const file = openSync(historyFile(folder), 'a+', 0o600);
  try {
    writeSync(file, `${isTorn(file) ? '\n' : ''}${JSON.stringify(line)}\n`);
  } finally {
    closeSync(file);
  }
}

/** The history in the order in which the hooks ended; lines that are not whole are left out. */
export function readHistory(folder: string): HistoryLine[] {
  return decodedLines(historyFile(folder), historyLine);
}

/** What the schema takes of a file of JSON lines; a file that is not there has none. */
export function decodedLines<T>(file: string, schema: z.ZodType<T>): T[] {
  return textOf(file)
    .split('\n')
    .flatMap((line) => {
      const parsed = schema.safeParse(jsonOf(line));
      return parsed.success ? [parsed.data] : [];
    });
}

function historyFile(folder: string): string {
  return path.join(folder, 'history.jsonl');
}

function isTorn(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last.toString() !== '\n';
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What a line of JSON says; undefined for one that is not whole. */
function jsonOf(line: string): unknown {
  if (line === '') return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
