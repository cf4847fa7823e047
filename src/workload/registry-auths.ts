import * as z from 'zod/mini';
import { err, ok, parseJson } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import type { DockerLogin } from './docker-logins.ts';

/**
 * True when docker's own configuration, in this text, has credentials for the server.
 *
 * The name it keeps them by has changed: as it was typed, or the host alone.
 */
export function isLoggedIn(dockerConfig: string | null, server: string): boolean {
  const config = parseAuths(dockerConfig ?? '');
  if (config === null) return false;
  const names = new Set([server, hostOf(server), registryName(server)]);
  return Object.keys(config.auths).some((name) => names.has(name));
}

/**
 * The text of the file in which kubelet finds credentials for images, with those of `accepted` and without those of
 * `left`; what others have there stays. Null where nothing is left, undefined where the text is as it should be.
 *
 * Source: kubernetes, pkg/credentialprovider: config.json in kubelet's root directory
 */
export function mergeKubeletAuths(
  before: string | null,
  change: { readonly accepted: readonly DockerLogin[]; readonly left: readonly string[] },
): Result<string | null | undefined, string> {
  const config = parseAuths(before ?? '');
  if (config === null) return err('it is no JSON object with an object auths');
  const auths = new Map(Object.entries(config.auths));
  for (const server of change.left) auths.delete(registryName(server));
  for (const { server, username, password } of change.accepted) {
    auths.set(registryName(server), { auth: Buffer.from(`${username}:${password.reveal()}`).toString('base64') });
  }
  const after = { ...config, auths: Object.fromEntries(auths) };
  if (JSON.stringify(after) === JSON.stringify(config)) return ok(undefined);
  const isEmpty = auths.size === 0 && Object.keys(after).length === 1;
  return ok(isEmpty ? null : `${JSON.stringify(after, null, '\t')}\n`);
}

/** The name under which kubelet looks for a registry: its host and path, or the address of Docker Hub. */
export function registryName(server: string): string {
  const name = server.replace(/^https?:\/\//u, '').replace(/\/(?:v[12]\/?)?$/u, '');
  return hubNames.includes(name) ? 'https://index.docker.io/v1/' : name;
}

function hostOf(server: string): string {
  return server.replace(/^https?:\/\//u, '').replace(/\/.*$/su, '');
}

interface AuthConfig {
  readonly auths: Readonly<Record<string, unknown>>;
}

/** Null for what is no configuration; an empty text is an empty one. */
function parseAuths(text: string): AuthConfig | null {
  if (text.trim() === '') return { auths: {} };
  const parsed = configShape.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

const hubNames: readonly string[] = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
const configShape = z.looseObject({ auths: z._default(z.record(z.string(), z.unknown()), {}) });
