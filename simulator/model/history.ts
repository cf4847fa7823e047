import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** One hook, action or command that was run, as `history.jsonl` in the model's folder keeps it. */
export const historyLine = z.object({
  unit: z.string(),
  hook: z.string(),
  kind: z.enum(['hook', 'action', 'exec']),
  /** For example `certificates:3`. */
  relation: z.string().optional(),
  remoteUnit: z.string().optional(),
  /** By the model's clock. */
  startedAt: z.number(),
  /** Milliseconds since the epoch by the host's clock, which is that of the charm's own trace. */
  startedAtMs: z.number(),
  durationMs: z.number(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  /** What it wrote is true. */
  committed: z.boolean(),
  /** Calls of hook tools, and of programs of the machine. */
  tools: z.number(),
  programs: z.number(),
});

export type HistoryLine = z.infer<typeof historyLine>;

/** The history in the folder ends with this line. */
export function appendHistory(folder: string, line: HistoryLine): void {
  appendFileSync(path.join(folder, historyName), `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

/** What was run in the model of this folder, oldest first; a line that is cut off is left out. */
export function readHistory(folder: string): HistoryLine[] {
  const file = path.join(folder, historyName);
  if (!existsSync(file)) return [];
  const whole = /^[\s\S]*\n/u.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
  return whole.split('\n').flatMap((line) => (line === '' ? [] : [historyLine.parse(JSON.parse(line))]));
}

/** The file's name in the model's folder. */
export const historyName = 'history.jsonl';
