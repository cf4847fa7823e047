import type { LogLine } from '../model/store.ts';

export interface LogFilter {
  /** Entities (`unit-etcd-0`) or units (`etcd/0`); all when empty. */
  readonly include: readonly string[];
  /** The least severe level that is shown. */
  readonly level: string;
  /** The last so many; all when null. */
  readonly count: number | null;
}

/** The log as `juju debug-log` prints it, times in UTC. */
export function logText(log: readonly LogLine[], { include, level, count }: LogFilter): string {
  const entities = new Set(include.map((name) => (name.includes('/') ? `unit-${name.replace('/', '-')}` : name)));
  const least = levels.indexOf(level.toUpperCase());
  const chosen = log.filter(
    (line) => (entities.size === 0 || entities.has(line.entity)) && levels.indexOf(line.level) >= least,
  );
  const last = count === null ? chosen : count === 0 ? [] : chosen.slice(-count);
  return last.map((line) => `${line.entity}: ${timeOf(line)} ${line.level} ${line.module} ${line.message}\n`).join('');
}

/** Least severe first. */
export const levels: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

function timeOf({ time }: LogLine): string {
  return new Date(time * 1000).toISOString().slice(11, 19);
}
