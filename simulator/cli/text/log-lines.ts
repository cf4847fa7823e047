import pc from 'picocolors';
import type { LogLine } from '../../store/store.ts';
import { clockText, dateText } from './time-text.ts';

export interface LogFilter {
  /** Entities (`unit-etcd-0`), units (`etcd/0`) or applications, with `*`; all when empty. */
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** Modules with what is below them; all when empty. */
  readonly includeModule?: readonly string[];
  readonly excludeModule?: readonly string[];
  /** The least severe level that is shown. */
  readonly level: string;
  /** The last so many; all when null. */
  readonly count: number | null;
  /** The first so many of these; all when left out. */
  readonly limit?: number | null;
}

export interface LogLook {
  readonly hasDate?: boolean;
  readonly hasMilliseconds?: boolean;
  readonly isColoured?: boolean;
}

/** The chosen lines of the log. */
export function chosenLines(log: readonly LogLine[], filter: LogFilter): LogLine[] {
  const { include, exclude = [], includeModule = [], excludeModule = [], level, count, limit = null } = filter;
  const least = levels.indexOf(level.toUpperCase());
  const isIn = anyOf(include.map(entityMatcher));
  const isOut = anyOf(exclude.map(entityMatcher));
  const chosen = log.filter(
    (line) =>
      (include.length === 0 || isIn(line.entity)) &&
      !isOut(line.entity) &&
      (includeModule.length === 0 || includeModule.some((module) => isWithin(line.module, module))) &&
      !excludeModule.some((module) => isWithin(line.module, module)) &&
      levels.indexOf(line.level) >= least,
  );
  const last = count === null ? chosen : count === 0 ? [] : chosen.slice(-count);
  return limit === null || limit === 0 ? last : last.slice(0, limit);
}

/** The lines as `juju debug-log` prints them, times in UTC. */
export function linesText(lines: readonly LogLine[], look: LogLook = {}): string {
  return lines
    .map((line) => `${line.entity}: ${timeOf(line, look)} ${levelOf(line, look)} ${line.module} ${line.message}\n`)
    .join('');
}

/** The chosen lines of the log as `juju debug-log` prints them. */
export function logText(log: readonly LogLine[], filter: LogFilter, look: LogLook = {}): string {
  return linesText(chosenLines(log, filter), look);
}

/** Least severe first. */
export const levels: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

function anyOf(matchers: readonly RegExp[]): (entity: string) => boolean {
  return (entity) => matchers.some((matcher) => matcher.test(entity));
}

/** `etcd/0` is `unit-etcd-0`, and `etcd` every unit of it. */
function entityMatcher(name: string): RegExp {
  const isEntity = /^(?:machine|unit)-/u.test(name);
  const entity = name.includes('/')
    ? `unit-${name.replace('/', '-')}`
    : isEntity || name.includes('*')
      ? name
      : `unit-${name}-*`;
  const pattern = entity.replace(/[.+?^${}()|[\]\\]/gu, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`, 'u');
}

function isWithin(module: string, whole: string): boolean {
  return module === whole || module.startsWith(`${whole}.`);
}

function timeOf({ time }: LogLine, { hasDate = false, hasMilliseconds = false }: LogLook): string {
  const date = hasDate ? `${dateText(time)} ` : '';
  return `${date}${clockText(time)}${hasMilliseconds ? new Date(time * 1000).toISOString().slice(19, 23) : ''}`;
}

function levelOf({ level }: LogLine, { isColoured = false }: LogLook): string {
  if (!isColoured) return level;
  const colours = pc.createColors(true);
  switch (level) {
    case 'TRACE':
    case 'DEBUG':
      return colours.dim(level);
    case 'INFO':
      return colours.blue(level);
    case 'WARNING':
      return colours.yellow(level);
    case 'ERROR':
    case 'CRITICAL':
      return colours.red(level);
  }
}
