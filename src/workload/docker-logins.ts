import * as z from 'zod/mini';
import { err, ok, parseJson, secret } from '../host/host.ts';
import type { Result, Secret } from '../host/host.ts';
import type { OptionInvalid } from './option-invalid.ts';

export interface DockerLogin {
  readonly server: string;
  readonly username: string;
  readonly password: Secret;
}

/**
 * The registries in `docker-logins`, each once: of entries for the same server the last wins.
 *
 * An error names the entry by its number and repeats nothing of the text, which holds passwords.
 */
export function parseDockerLogins(text: string): Result<readonly DockerLogin[], OptionInvalid> {
  const invalid = (problem: string) => err({ option: 'docker-logins', problem, accepted });
  const entries = entriesShape.safeParse(text.trim() === '' ? [] : parseJson(text));
  if (!entries.success) return invalid('it is not a JSON array');
  const logins = new Map<string, DockerLogin>();
  for (const [index, entry] of entries.data.entries()) {
    const login = loginShape.safeParse(entry);
    if (!login.success) {
      const known = login.error.issues.map(({ path }) => String(path[0] ?? '')).filter((field) => field !== '');
      return invalid(
        `entry ${index + 1} ${known.length > 0 ? `has no valid ${[...new Set(known)].join(', ')}` : 'is no object'}`,
      );
    }
    const { server, username, password } = login.data;
    logins.delete(server);
    logins.set(server, { server, username, password: secret(password) });
  }
  return ok([...logins.values()]);
}

/** The registries of `applied`, the digests of those that were logged in to, that are wanted no longer. */
export function loginsToLeave(
  applied: Readonly<Record<string, string>>,
  wanted: readonly DockerLogin[],
): readonly string[] {
  const servers = new Set(wanted.map(({ server }) => server));
  return Object.keys(applied).filter((server) => !servers.has(server));
}

/**
 * The logins that `applied` has with other credentials or not at all, or that docker has lost (`isKept`).
 *
 * `digestOf` must be keyed: a plain hash of a short password tells the password.
 */
export function loginsToMake(
  applied: Readonly<Record<string, string>>,
  wanted: readonly DockerLogin[],
  facts: {
    readonly digestOf: (login: DockerLogin) => string;
    readonly isKept: (server: string) => boolean;
  },
): readonly DockerLogin[] {
  const digests = new Map(Object.entries(applied));
  return wanted.filter((login) => digests.get(login.server) !== facts.digestOf(login) || !facts.isKept(login.server));
}

const entriesShape = z.array(z.unknown());
const loginShape = z.object({
  // A leading dash would make docker take it for an option.
  server: z.string().check(z.regex(/^[^\s\p{Cc}-][^\s\p{Cc}]*$/u)),
  username: z.string().check(z.regex(/^[^\p{Cc}]+$/u)),
  password: z.string().check(z.minLength(1)),
});
const accepted = 'a JSON array such as [{"server": "registry.example", "username": "USER", "password": "PASSWORD"}]';
