import type { Model, Secret, SecretGrant, Seen, Unit } from './model.ts';
import { managesSecret, newestRevisionOf } from './secrets.ts';

/** One write to a secret that waits for the end of the hook. */
export type SecretChange =
  | { readonly kind: 'add'; readonly secret: Secret }
  | SecretUpdate
  | { readonly kind: 'remove'; readonly id: string; readonly revision: number | null }
  | { readonly kind: 'grant'; readonly id: string; readonly grant: SecretGrant }
  | {
      readonly kind: 'revoke';
      readonly id: string;
      readonly relation: number | null;
      readonly to: SecretGrant['to'] | null;
    };

export interface SecretUpdate {
  readonly kind: 'set';
  readonly id: string;
  /** Null leaves the content as it is. */
  readonly content: Readonly<Record<string, string>> | null;
  readonly fields: Partial<Pick<Secret, 'description' | 'label' | 'rotateAt' | 'rotation'>>;
  /** Undefined leaves it as it is. */
  readonly expiresAt?: number | null;
}

/** The secrets as they will be after these changes; the given ones stay as they are. */
export function secretsAfter(
  secrets: Readonly<Record<string, Secret>>,
  changes: readonly SecretChange[],
  now: number,
): Record<string, Secret> {
  const after = { ...secrets };
  for (const id of new Set(changes.map(idOf))) {
    const secret = after[id];
    if (secret !== undefined) after[id] = copyOf(secret);
  }
  for (const change of changes) changeSecret(after, change, now);
  return after;
}

/** The change is made in place. */
export function changeSecret(secrets: Record<string, Secret>, change: SecretChange, now: number): void {
  if (change.kind === 'add') {
    secrets[change.secret.id] = copyOf(change.secret);
    return;
  }
  const secret = secrets[change.id];
  if (secret === undefined) return;
  switch (change.kind) {
    case 'set':
      update(secret, change, now);
      return;
    case 'remove':
      if (change.revision !== null) delete secret.revisions[String(change.revision)];
      if (change.revision === null || newestRevisionOf(secret) === 0) delete secrets[change.id];
      return;
    case 'grant':
      if (!secret.grants.some((grant) => isSame(grant, change.grant))) secret.grants.push(change.grant);
      return;
    case 'revoke':
      for (let at = secret.grants.length - 1; at >= 0; at -= 1) {
        const grant = secret.grants[at];
        if (grant !== undefined && isRevoked(grant, change)) secret.grants.splice(at, 1);
      }
  }
}

/** Why the controller refuses these changes of a unit, null when it does not. */
export function refuseSecretChanges(
  model: Seen<Model>,
  unit: Seen<Unit>,
  changes: readonly SecretChange[],
): string | null {
  for (const change of changes) {
    const secret = change.kind === 'add' ? change.secret : model.secrets[change.id];
    if (secret === undefined) continue;
    if (!managesSecret(model, secret, unit)) return 'permission denied';
    const label = change.kind === 'add' ? change.secret.label : change.kind === 'set' ? change.fields.label : '';
    if (label !== undefined && label !== '' && isTaken(model, secret, label))
      return `secret with label "${label}" already exists`;
  }
  return null;
}

function idOf(change: SecretChange): string {
  return change.kind === 'add' ? change.secret.id : change.id;
}

function copyOf(secret: Secret): Secret {
  const consumers = Object.entries(secret.consumers).map(([unit, consumer]) => [unit, { ...consumer }] as const);
  return {
    ...secret,
    revisions: { ...secret.revisions },
    grants: [...secret.grants],
    consumers: Object.fromEntries(consumers),
  };
}

/** The same content again makes no revision. */
function update(secret: Secret, { content, fields, expiresAt }: SecretUpdate, now: number): void {
  const { label, description, rotation, rotateAt } = fields;
  if (label !== undefined) secret.label = label;
  if (description !== undefined) secret.description = description;
  if (rotation !== undefined) secret.rotation = rotation;
  if (rotateAt !== undefined) secret.rotateAt = rotateAt;
  const newest = newestRevisionOf(secret);
  const before = secret.revisions[String(newest)];
  if (content !== null && !hasContent(before?.content ?? {}, content))
    secret.revisions[String(newest + 1)] = { content, createdAt: now, expiresAt: expiresAt ?? null };
  else if (before !== undefined && expiresAt !== undefined) secret.revisions[String(newest)] = { ...before, expiresAt };
}

function hasContent(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function isSame(a: SecretGrant, b: SecretGrant): boolean {
  return a.relation === b.relation && a.to.kind === b.to.kind && a.to.name === b.to.name;
}

function isRevoked(grant: SecretGrant, { relation, to }: Extract<SecretChange, { kind: 'revoke' }>): boolean {
  if (relation !== null && grant.relation !== relation) return false;
  return to === null || (grant.to.kind === to.kind && grant.to.name === to.name);
}

function isTaken(model: Seen<Model>, { id, owner }: Seen<Secret>, label: string): boolean {
  return Object.values(model.secrets).some(
    (other) =>
      other.id !== id && other.label === label && other.owner.kind === owner.kind && other.owner.name === owner.name,
  );
}
