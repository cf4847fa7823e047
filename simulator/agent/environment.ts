import { unitTag } from '../model/model.ts';
import type { Machine } from '../contract.ts';
import type { HookContext } from './hook-context.ts';
import { agentFolder } from './juju.ts';
import type { Juju } from './juju.ts';

export interface Surroundings {
  readonly machine: Machine;
  /** Folders of PATH. */
  readonly path: readonly string[];
  /** For example `hooks/install`. */
  readonly dispatchPath: string;
}

/** Everything that the hook's process finds in its environment, as Juju 2.9 builds it from scratch. */
export function hookEnvironment(juju: Juju, context: HookContext, around: Surroundings): Record<string, string> {
  const { unit } = context;
  const charmDir = `${agentFolder(around.machine, unit.name)}/charm`;
  return {
    PATH: around.path.join(':'),
    LANG: 'C.UTF-8',
    TERM: around.machine.series === 'xenial' ? 'screen-256color' : 'tmux-256color',
    DEBIAN_FRONTEND: 'noninteractive',
    APT_LISTCHANGES_FRONTEND: 'none',
    CHARM_DIR: charmDir,
    JUJU_CHARM_DIR: charmDir,
    JUJU_CONTEXT_ID: context.id,
    JUJU_HOOK_NAME: context.hook.name,
    JUJU_DISPATCH_PATH: around.dispatchPath,
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
    JUJU_CHARM_HTTP_PROXY: '',
    JUJU_CHARM_HTTPS_PROXY: '',
    JUJU_CHARM_FTP_PROXY: '',
    JUJU_CHARM_NO_PROXY: '127.0.0.1,localhost,::1',
    JUJU_SLA: 'unsupported',
    JUJU_METER_STATUS: 'AMBER',
    JUJU_METER_INFO: 'not set',
    ...relationVariables(context),
    KUBERNETES_WORKER_ROOT: around.machine.root,
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
