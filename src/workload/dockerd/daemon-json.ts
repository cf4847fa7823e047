import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';
import type { DaemonMember } from './daemon-members.ts';
import { jsonFault } from './json-fault.ts';

/** The members of the file; none for an empty one. An error says where it stops being a JSON object. */
export function parseDaemonJson(text: string): Result<DaemonConfig, string> {
  const json = withoutMark(text);
  if (json.trim() === '') return ok({});
  const fault = jsonFault(json);
  if (fault !== null) return err(`it is no JSON: line ${fault.line}, column ${fault.column}`);
  const parsed = configShape.safeParse(JSON.parse(json));
  return parsed.success ? ok(parsed.data) : err('it is no JSON object: line 1, column 1');
}

export type DaemonConfig = Readonly<Record<string, unknown>>;

/** By member: the values that the charm has written there, or was about to write when it was killed. */
export type WrittenMembers = Readonly<Record<string, readonly unknown[]>>;

/** A member that somebody else has set to something that the charm cannot do with. */
export interface MemberTaken {
  readonly member: DaemonMember;
  readonly theirs: unknown;
}

/**
 * The configuration with the members that the charm needs, and those of them that are the charm's own.
 *
 * What the charm wrote and needs no longer is taken away unless somebody has changed it since. What others wrote stays
 * theirs, also where it is what the charm needs.
 */
export function mergeDaemonJson(
  found: DaemonConfig,
  members: readonly DaemonMember[],
  written: WrittenMembers,
): Result<{ readonly config: DaemonConfig; readonly written: WrittenMembers }, MemberTaken> {
  const own = new Map(Object.entries(written));
  const isOurs = (name: string, value: unknown) => (own.get(name) ?? []).some((each) => isDeepStrictEqual(each, value));
  let config = found;
  for (const name of own.keys()) {
    const isNeeded = members.some((member) => member.name === name);
    if (!isNeeded && isOurs(name, memberOf(config, name))) config = withMember(config, name, undefined);
  }
  const next: Record<string, readonly unknown[]> = {};
  for (const member of members) {
    const { name, value } = member;
    const theirs = memberOf(found, name);
    const isFree = theirs === undefined || isOurs(name, theirs);
    if (isFree) {
      if (theirs === undefined || !member.accepts(theirs)) config = withMember(config, name, value);
      next[name] = [memberOf(config, name)];
    } else if (!member.accepts(theirs)) return err({ member, theirs });
  }
  return ok({ config, written: next });
}

/** What has to be recorded as ours before the file is written: a hook that is killed finds either in it. */
export function eitherWritten(before: WrittenMembers, after: WrittenMembers): WrittenMembers {
  const both: Record<string, readonly unknown[]> = { ...before };
  for (const [name, values] of Object.entries(after)) {
    const had = before[name] ?? [];
    both[name] = [...had, ...values.filter((value) => !had.some((each) => isDeepStrictEqual(each, value)))];
  }
  return both;
}

/** The bytes of the file, indented as `before` is; null where nothing is left to say and the charm had said it. */
export function renderDaemonJson(config: DaemonConfig, before: string): string | null {
  if (Object.keys(config).length === 0) return null;
  const json = withoutMark(before).trim();
  const indent = json === '' ? '    ' : (/^\{[ \t]*\r?\n([ \t]+)"/u.exec(json)?.[1] ?? '');
  return `${JSON.stringify(config, null, indent)}\n`;
}

function memberOf(config: DaemonConfig, name: string): unknown {
  const [first = '', second] = name.split('.');
  const value = new Map(Object.entries(config)).get(first);
  if (second === undefined) return value;
  const inner = configShape.safeParse(value);
  return inner.success ? new Map(Object.entries(inner.data)).get(second) : undefined;
}

/** The configuration with this member in its old place, or at the end; without it where the value is undefined. */
function withMember(config: DaemonConfig, name: string, value: unknown): DaemonConfig {
  const [first = '', second] = name.split('.');
  const members = new Map(Object.entries(config));
  if (second === undefined) set(members, first, value);
  else {
    const inner = configShape.safeParse(members.get(first));
    const innerMembers = new Map(inner.success ? Object.entries(inner.data) : []);
    set(innerMembers, second, value);
    set(members, first, innerMembers.size === 0 ? undefined : Object.fromEntries(innerMembers));
  }
  return Object.fromEntries(members);
}

function set(members: Map<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) members.delete(name);
  else members.set(name, value);
}

/** dockerd reads a file that starts with a byte order mark. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/u, '');
}

const configShape = z.record(z.string(), z.unknown());
