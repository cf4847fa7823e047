import type { Machine, Series } from '../../contract.ts';
import { modelText } from '../../model/model-config.ts';
import { unitTag } from '../../model/model.ts';
import type { HookContext } from '../hook-context.ts';
import { agentFolder, pathOnMachine } from '../juju.ts';
import type { Juju } from '../juju.ts';

export interface Surroundings {
  readonly machine: Machine;
  /** Folders of PATH. */
  readonly path: readonly string[];
  /** For example `hooks/install`; null for a command of `juju exec`. */
  readonly dispatchPath: string | null;
}

/**
 * Everything that the process of a hook, an action or a command finds in its environment; Juju builds it from scratch.
 *
 * `KUBERNETES_WORKER_ROOT` is the one variable that no Juju sets: where the machine's `/` is. On a real machine it is
 * not set.
 */
export function hookEnvironment(juju: Juju, context: HookContext, around: Surroundings): Record<string, string> {
  const { unit } = context;
  const charmDir = pathOnMachine(around.machine, `${agentFolder(around.machine, unit.name)}/charm`);
  return {
    PATH: around.path.join(':'),
    LANG: 'C.UTF-8',
    TERM: around.machine.series === 'xenial' ? 'screen-256color' : 'tmux-256color',
    DEBIAN_FRONTEND: 'noninteractive',
    APT_LISTCHANGES_FRONTEND: 'none',
    CHARM_DIR: charmDir,
    JUJU_CHARM_DIR: charmDir,
    JUJU_CONTEXT_ID: context.id,
    JUJU_HOOK_NAME: context.task === null ? context.hook.name : '',
    ...(around.dispatchPath === null ? {} : { JUJU_DISPATCH_PATH: around.dispatchPath }),
    JUJU_AGENT_SOCKET_ADDRESS: `@/var/lib/juju/agents/${unitTag(unit.name)}/agent.socket`,
    JUJU_AGENT_SOCKET_NETWORK: 'unix',
    JUJU_UNIT_NAME: unit.name,
    JUJU_MODEL_NAME: juju.model.name,
    JUJU_MODEL_UUID: juju.model.uuid,
    JUJU_API_ADDRESSES: '10.5.0.2:17070',
    JUJU_VERSION: juju.features.version,
    JUJU_MACHINE_ID: unit.machine,
    JUJU_PRINCIPAL_UNIT: unit.principal ?? '',
    JUJU_AVAILABILITY_ZONE: '',
    CLOUD_API_VERSION: '',
    ...proxyVariables(juju),
    ...(juju.features.hasMetrics
      ? { JUJU_SLA: 'unsupported', JUJU_METER_STATUS: 'AMBER', JUJU_METER_INFO: 'not set' }
      : {}),
    ...(context.task === null ? eventVariables(juju, context) : taskVariables(context.task.task)),
    ...(around.machine.real === undefined ? { KUBERNETES_WORKER_ROOT: around.machine.root } : {}),
  };
}

function proxyVariables({ model }: Juju): Record<string, string> {
  const value = (key: string) => modelText(model, key);
  const variables: Record<string, string> = {};
  for (const kind of ['http', 'https', 'ftp', 'no']) {
    variables[`JUJU_CHARM_${kind.toUpperCase()}_PROXY`] = value(`juju-${kind}-proxy`);
  }
  if (['http', 'https', 'ftp'].every((kind) => value(`${kind}-proxy`) === '')) return variables;
  for (const kind of ['http', 'https', 'ftp', 'no']) {
    const legacy = value(`${kind}-proxy`);
    if (legacy === '') continue;
    variables[`${kind}_proxy`] = legacy;
    variables[`${kind.toUpperCase()}_PROXY`] = legacy;
  }
  return variables;
}

function eventVariables(juju: Juju, context: HookContext): Record<string, string> {
  return {
    ...relationVariables(context),
    ...storageVariables(juju, context),
    ...secretVariables(context),
    ...seriesVariables(juju, context),
  };
}

function relationVariables({ hook: { relation } }: HookContext): Record<string, string> {
  if (relation === null) return {};
  return {
    JUJU_RELATION: relation.endpoint,
    JUJU_RELATION_ID: `${relation.endpoint}:${relation.id}`,
    JUJU_REMOTE_UNIT: relation.remoteUnit ?? '',
    JUJU_REMOTE_APP: relation.remoteApp,
    ...(relation.kind === 'departed' ? { JUJU_DEPARTING_UNIT: relation.departingUnit ?? '' } : {}),
  };
}

function storageVariables({ model }: Juju, { hook: { storage } }: HookContext): Record<string, string> {
  const instance = storage === undefined ? undefined : model.storages[storage];
  if (instance === undefined) return {};
  const { id, location, kind } = instance;
  return { JUJU_STORAGE_ID: id, JUJU_STORAGE_LOCATION: location, JUJU_STORAGE_KIND: kind };
}

function secretVariables({ hook: { secret } }: HookContext): Record<string, string> {
  if (secret === undefined) return {};
  return {
    JUJU_SECRET_ID: `secret:${secret.id}`,
    JUJU_SECRET_LABEL: secret.label,
    ...(secret.revision === null ? {} : { JUJU_SECRET_REVISION: String(secret.revision) }),
  };
}

function seriesVariables({ features }: Juju, { unit, hook }: HookContext): Record<string, string> {
  if (hook.name !== 'pre-series-upgrade' || unit.seriesUpgrade === null || !features.hasSeriesUpgrade) return {};
  const { target } = unit.seriesUpgrade;
  return {
    JUJU_TARGET_SERIES: target,
    ...(features.hasBases ? { JUJU_TARGET_BASE: `ubuntu@${releaseOf[target]}/stable` } : {}),
  };
}

function taskVariables({ id, kind, name }: { readonly id: string; readonly kind: string; readonly name: string }) {
  if (kind === 'exec') return { JUJU_ACTION_NAME: name };
  return { JUJU_ACTION_NAME: name, JUJU_ACTION_UUID: id, JUJU_ACTION_TAG: `action-${id}` };
}

const releaseOf: Readonly<Record<Series, string>> = {
  xenial: '16.04',
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
};
