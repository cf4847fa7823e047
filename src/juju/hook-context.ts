import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';

/** What Juju called the charm for. */
export type HookContext = HookEvent | ActionEvent;

export interface HookEvent extends Surroundings {
  readonly kind: 'hook';
  /** For example `install` or `kube-control-relation-changed`. */
  readonly name: string;
  /** Null in a hook that is not about a relation. */
  readonly relation: HookRelation | null;
}

export interface ActionEvent extends Surroundings {
  readonly kind: 'action';
  readonly name: string;
}

/** The relation that a hook is about. */
export interface HookRelation {
  readonly endpoint: string;
  /** Endpoint and number, for example `kube-control:3`. */
  readonly id: string;
  readonly remoteApp: string | null;
  /** Null in relation-created and relation-broken, and when the data of an application changed. */
  readonly remoteUnit: string | null;
  /** Only in relation-departed; this unit itself when it is the one that is removed. */
  readonly departingUnit: string | null;
}

interface Surroundings {
  /** For example `kubernetes-worker/3`. */
  readonly unit: string;
  readonly app: string;
  readonly charmDir: string;
  readonly modelName: string;
  /** Null in no Juju that is known. */
  readonly modelUuid: string | null;
  /** Version of the agent, for example `2.9.46`. */
  readonly jujuVersion: string;
  /** The unit that this one is subordinate to. */
  readonly principal: string | null;
}

/**
 * What Juju called the charm for, decoded once and frozen; variables that are empty count as absent.
 *
 * The error names what is missing or malformed.
 */
export function readHookContext(env: Readonly<Record<string, string | undefined>>): Result<HookContext, string> {
  const given = (name: string): string | null => env[name]?.trim() || null;
  const surroundings = readSurroundings(given);
  if (!surroundings.ok) return surroundings;
  const call = readCall(given);
  if (call === null) return err('JUJU_DISPATCH_PATH, JUJU_HOOK_NAME and JUJU_ACTION_NAME are all missing');
  const { kind, name } = call;
  if (kind === 'action') return ok(Object.freeze({ ...surroundings.value, kind, name }));
  const relation = readRelation(given);
  if (!relation.ok) return relation;
  return ok(Object.freeze({ ...surroundings.value, kind, name, relation: relation.value }));
}

type Given = (name: string) => string | null;

function readSurroundings(given: Given): Result<Surroundings, string> {
  const unit = given('JUJU_UNIT_NAME');
  const charmDir = given('JUJU_CHARM_DIR') ?? given('CHARM_DIR');
  const modelName = given('JUJU_MODEL_NAME');
  const jujuVersion = given('JUJU_VERSION');
  if (unit === null || charmDir === null || modelName === null || jujuVersion === null) {
    const required = {
      JUJU_UNIT_NAME: unit,
      JUJU_CHARM_DIR: charmDir,
      JUJU_MODEL_NAME: modelName,
      JUJU_VERSION: jujuVersion,
    };
    const missing = Object.entries(required).flatMap(([name, value]) => (value === null ? [name] : []));
    return err(`missing from the environment: ${missing.join(', ')}`);
  }
  const app = /^([a-z][a-z0-9-]*)\/\d+$/u.exec(unit)?.[1];
  if (app === undefined) return err(`JUJU_UNIT_NAME is ${unit}; expected APPLICATION/NUMBER`);
  const [modelUuid, principal] = [given('JUJU_MODEL_UUID'), given('JUJU_PRINCIPAL_UNIT')];
  return ok({ unit, app, charmDir, modelName, modelUuid, jujuVersion, principal });
}

/** The path says most: JUJU_HOOK_NAME is empty in actions, and `juju exec` has no path. */
function readCall(given: Given): { kind: 'hook' | 'action'; name: string } | null {
  const path = /(?:^|\/)(hooks|actions)\/([^/]+)$/u.exec(given('JUJU_DISPATCH_PATH') ?? '');
  if (path?.[2] !== undefined) return { kind: path[1] === 'actions' ? 'action' : 'hook', name: path[2] };
  const hook = given('JUJU_HOOK_NAME');
  if (hook !== null) return { kind: 'hook', name: hook };
  const action = given('JUJU_ACTION_NAME');
  return action === null ? null : { kind: 'action', name: action };
}

function readRelation(given: Given): Result<HookRelation | null, string> {
  const endpoint = given('JUJU_RELATION');
  const id = given('JUJU_RELATION_ID');
  if (endpoint === null && id === null) return ok(null);
  if (endpoint === null || id === null) return err('JUJU_RELATION and JUJU_RELATION_ID must both be there, or neither');
  const number = /(?:^|:)(\d+)$/u.exec(id)?.[1];
  if (number === undefined) return err(`JUJU_RELATION_ID is ${id}; expected ENDPOINT:NUMBER`);
  const remoteUnit = given('JUJU_REMOTE_UNIT');
  const remoteApp = given('JUJU_REMOTE_APP') ?? remoteUnit?.slice(0, remoteUnit.lastIndexOf('/')) ?? null;
  const departingUnit = given('JUJU_DEPARTING_UNIT');
  return ok(Object.freeze({ endpoint, id: `${endpoint}:${number}`, remoteApp, remoteUnit, departingUnit }));
}
