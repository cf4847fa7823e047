import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';

/** Hashes of passwords by the name of the user. */
export type Htpasswd = ReadonlyMap<string, string>;

/** Who logs in. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/**
 * The users of a file that the registry can read, or the line that it cannot.
 *
 * No part of a line is in the error. Each user is there once: of two lines, Apache takes the first and the registry the
 * last.
 *
 * Source: distribution, registry/auth/htpasswd/htpasswd.go: lines are trimmed, empty ones and comments skipped; bcrypt only
 */
export function parseHtpasswd(text: string): Result<Htpasswd, string> {
  const users = new Map<string, string>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, user, hash = ''] = /^([^:\p{Cc}]+):(.*)$/u.exec(line) ?? [];
    const where = `line ${index + 1}`;
    if (user === undefined) return err(`${where} is not USER:HASH`);
    if (users.has(user)) return err(`${where} has a user that an earlier line has`);
    const [, cost] = bcryptHash.exec(hash) ?? [];
    if (cost === undefined) return err(`${where} has no bcrypt hash, which \`htpasswd -B\` makes`);
    if (Number(cost) < 4 || Number(cost) > highestCost)
      return err(`${where} has the cost ${Number(cost)}, of 4 to ${highestCost}: each pull would take that long`);
    users.set(user, hash);
  }
  return users.size === 0 ? err('it has no user') : ok(users);
}

/** The user and the password in `USER:PASSWORD`; a line end behind it, as `echo` without `-n` makes, is no part of it. */
export function parseLogin(text: string): Result<Login, string> {
  const [, user, password] = /^([^:\p{Cc}]+):(\P{Cc}+)$/u.exec(text.replace(/\r?\n$/u, '')) ?? [];
  if (user === undefined || password === undefined) return err('it is not USER:PASSWORD on one line');
  return ok({ user, password });
}

/** True when the hash was made of this password. Takes seconds at the highest cost. */
export async function isPasswordOf(hash: string, password: string): Promise<boolean> {
  // Loaded here because only the action `registry` needs it.
  const { compare } = await import('bcryptjs');
  return compare(password, hash);
}

/** `2a`, `2b` and `2y` name the same algorithm: the letters tell of old mistakes of programs. */
const bcryptHash = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/u;
/** A second or so of a processor for each request that docker makes. */
const highestCost = 14;
