import type { Secret } from '../model/model.ts';
import { secretsAfter } from '../model/secret-changes.ts';
import { managesSecret } from '../model/secrets.ts';
import { BadUsage, ToolFailed } from './flags.ts';
import { quoted } from './format/go-text.ts';
import type { ToolCall } from './tool.ts';

/** The id in `secret:ID`, `secret://MODEL/ID` or a bare `ID`. @throws BadUsage when it is none of them */
export function parseSecretUri(text: string): string {
  const id = secretIdIn(text);
  if (id === null) throw new BadUsage(`secret URI ${quoted(text)} not valid`);
  return id;
}

/** The id in what may be a secret's URI; null when it is none. */
export function secretIdIn(text: string): string | null {
  return /^(?:secret:(?:\/\/[0-9a-f-]{36}\/)?)?([0-9a-v]{20})$/u.exec(text)?.[1] ?? null;
}

/** The id that a tool's first word must be. @throws BadUsage */
export function requiredSecret([text]: readonly string[]): string {
  if (text === undefined) throw new BadUsage('missing secret URI');
  return parseSecretUri(text);
}

/** All secrets, with what this hook has written. */
export function secretsIn({ juju, context }: ToolCall): Record<string, Secret> {
  return secretsAfter(juju.model.secrets, context.secretChanges, juju.now());
}

/** A secret that this unit may write. @throws ToolFailed */
export function managedSecret(call: ToolCall, id: string): Secret {
  const secret = secretsIn(call)[id];
  if (secret === undefined) throw new ToolFailed(secretNotFound(id));
  if (!managesSecret(call.juju.model, secret, call.context.unit)) throw new ToolFailed('permission denied');
  return secret;
}

/** Juju's words for a secret that is not there. */
export function secretNotFound(id: string): string {
  return `secret ${quoted(id)} not found`;
}
