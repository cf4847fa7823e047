import { afterEach, describe, expect, it } from 'vitest';
import { hookEnvironment } from '../../../simulator/agent/run/environment.ts';
import { openContext } from '../../../simulator/agent/hook-context.ts';
import type { HookContext } from '../../../simulator/agent/hook-context.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import type { HookInfo, Task } from '../../../simulator/model/model.ts';
import { anActionModel } from './actions-model.ts';
import type { ActionModel } from './actions-model.ts';

let model: ActionModel;
afterEach(() => model.end());

type Variables = Record<string, string>;

function environment(context: HookContext, dispatchPath: string | null): Variables {
  const machine = model.juju.machine('0');
  return hookEnvironment(model.juju, context, { machine, path: ['/tools', '/programs'], dispatchPath });
}

function ofHook(hook: Partial<HookInfo> & { readonly name: string }): Variables {
  return environment(model.contextOf({ relation: null, isRequested: false, ...hook }), `hooks/${hook.name}`);
}

function ofTask(kind: Task['kind'], name: string): Variables {
  const operation =
    kind === 'action' ? model.operations.runAction(['tiny/0'], name, {}) : model.operations.exec(['tiny/0'], 'true');
  const [id = ''] = model.juju.model.operations[operation]?.tasks ?? [];
  const task = model.juju.model.tasks[id];
  if (task === undefined) throw new Error(`no task in operation ${operation}`);
  const hook = { name: kind === 'action' ? name : 'run-commands', relation: null, isRequested: false };
  return environment(openContext(model.juju, model.unit, hook, task), kind === 'action' ? `actions/${name}` : null);
}

/** What every process finds, by the line of Juju. */
function common(track: JujuTrack): Variables {
  const { juju, charmFolder } = model;
  const version = { '2.9': '2.9.46', '3.6': '3.6.9', '4.0': '4.0.0' }[track];
  return {
    PATH: '/tools:/programs',
    LANG: 'C.UTF-8',
    TERM: 'tmux-256color',
    DEBIAN_FRONTEND: 'noninteractive',
    APT_LISTCHANGES_FRONTEND: 'none',
    CHARM_DIR: charmFolder,
    JUJU_CHARM_DIR: charmFolder,
    JUJU_AGENT_SOCKET_ADDRESS: '@/var/lib/juju/agents/unit-tiny-0/agent.socket',
    JUJU_AGENT_SOCKET_NETWORK: 'unix',
    JUJU_UNIT_NAME: 'tiny/0',
    JUJU_MODEL_NAME: 'default',
    JUJU_MODEL_UUID: juju.model.uuid,
    JUJU_API_ADDRESSES: '10.5.0.2:17070',
    JUJU_VERSION: version,
    JUJU_MACHINE_ID: '0',
    JUJU_PRINCIPAL_UNIT: '',
    JUJU_AVAILABILITY_ZONE: '',
    CLOUD_API_VERSION: '',
    JUJU_CHARM_HTTP_PROXY: '',
    JUJU_CHARM_HTTPS_PROXY: '',
    JUJU_CHARM_FTP_PROXY: '',
    JUJU_CHARM_NO_PROXY: '127.0.0.1,localhost,::1',
    ...(track === '4.0' ? {} : { JUJU_SLA: 'unsupported', JUJU_METER_STATUS: 'AMBER', JUJU_METER_INFO: 'not set' }),
    KUBERNETES_WORKER_ROOT: juju.machine('0').root,
  };
}

const tracks = ['2.9', '3.6', '4.0'] as const;

/** The variables without those that every process has; they are compared on the way. */
function beyondCommon(track: JujuTrack, found: Variables): Variables {
  const standard = common(track);
  expect(found).toMatchObject(standard);
  return Object.fromEntries(Object.entries(found).filter(([name]) => !(name in standard)));
}

describe.each(tracks)('the environment in Juju %s', (track) => {
  it('of a hook about the unit alone is the common one with the names of the hook', async () => {
    model = await anActionModel({ track });
    const found = beyondCommon(track, ofHook({ name: 'install' }));
    expect(found).toEqual({
      JUJU_CONTEXT_ID: contextId('install'),
      JUJU_HOOK_NAME: 'install',
      JUJU_DISPATCH_PATH: 'hooks/install',
    });
  });

  it('of an action has no hook name, and says which action it is', async () => {
    model = await anActionModel({ track, actions: 'backup: {}' });
    expect(beyondCommon(track, ofTask('action', 'backup'))).toEqual({
      JUJU_CONTEXT_ID: contextId('backup'),
      JUJU_HOOK_NAME: '',
      JUJU_DISPATCH_PATH: 'actions/backup',
      JUJU_ACTION_NAME: 'backup',
      JUJU_ACTION_UUID: '2',
      JUJU_ACTION_TAG: 'action-2',
    });
  });

  it('of a command has no dispatch path', async () => {
    model = await anActionModel({ track });
    expect(beyondCommon(track, ofTask('exec', ''))).toEqual({
      JUJU_CONTEXT_ID: contextId('run-commands'),
      JUJU_HOOK_NAME: '',
      JUJU_ACTION_NAME: track === '2.9' ? 'juju-run' : 'juju-exec',
    });
  });
});

describe('the environment of a hook', () => {
  const about = { id: 3, endpoint: 'db', remoteApp: 'mysql' } as const;
  const both = { JUJU_RELATION: 'db', JUJU_RELATION_ID: 'db:3', JUJU_REMOTE_APP: 'mysql' };

  it.each([
    ['created', null, null, { JUJU_REMOTE_UNIT: '' }],
    ['joined', 'mysql/0', null, { JUJU_REMOTE_UNIT: 'mysql/0' }],
    ['changed', 'mysql/0', null, { JUJU_REMOTE_UNIT: 'mysql/0' }],
    ['changed', null, null, { JUJU_REMOTE_UNIT: '' }],
    ['departed', 'mysql/0', 'tiny/0', { JUJU_REMOTE_UNIT: 'mysql/0', JUJU_DEPARTING_UNIT: 'tiny/0' }],
    ['broken', null, null, { JUJU_REMOTE_UNIT: '' }],
  ] as const)(
    '%s in a relation, about the unit %s, names the remote',
    async (kind, remoteUnit, departingUnit, more) => {
      model = await anActionModel();
      const relation = { ...about, kind, remoteUnit, departingUnit };
      const found = beyondCommon('2.9', ofHook({ name: `db-relation-${kind}`, relation }));
      expect(found).toEqual({ ...both, ...more, ...names(`db-relation-${kind}`) });
    },
  );

  it('about storage says where it is', async () => {
    model = await anActionModel();
    model.juju.model.storages['data/0'] = {
      id: 'data/0',
      name: 'data',
      unit: 'tiny/0',
      kind: 'filesystem',
      location: '/srv/data',
      life: 'alive',
      isProvisioned: true,
      isAttached: false,
    };
    expect(beyondCommon('2.9', ofHook({ name: 'data-storage-attached', storage: 'data/0' }))).toEqual({
      ...names('data-storage-attached'),
      JUJU_STORAGE_ID: 'data/0',
      JUJU_STORAGE_LOCATION: '/srv/data',
      JUJU_STORAGE_KIND: 'filesystem',
    });
  });

  it.each([
    ['secret-changed', '', null, {}],
    ['secret-rotate', 'db-password', null, {}],
    ['secret-expired', 'db-password', 3, { JUJU_SECRET_REVISION: '3' }],
    ['secret-remove', '', 1, { JUJU_SECRET_REVISION: '1' }],
  ])('%s names the secret', async (name, label, revision, more) => {
    model = await anActionModel({ track: '3.6' });
    expect(beyondCommon('3.6', ofHook({ name, secret: { id: '9m4e2mr0ui3e8a215n4g', label, revision } }))).toEqual({
      ...names(name),
      JUJU_SECRET_ID: 'secret:9m4e2mr0ui3e8a215n4g',
      JUJU_SECRET_LABEL: label,
      ...more,
    });
  });

  it.each([
    ['2.9', 'pre-series-upgrade', { JUJU_TARGET_SERIES: 'jammy' }],
    ['3.6', 'pre-series-upgrade', { JUJU_TARGET_SERIES: 'jammy', JUJU_TARGET_BASE: 'ubuntu@22.04/stable' }],
    ['3.6', 'post-series-upgrade', {}],
  ] as const)('of a series upgrade in Juju %s, %s, names the target where it is told', async (track, name, more) => {
    model = await anActionModel({ track });
    model.unit.seriesUpgrade = { target: 'jammy', step: 'prepare' };
    expect(beyondCommon(track, ofHook({ name }))).toEqual({ ...names(name), ...more });
  });
});

describe("the model's proxies", () => {
  it.each([
    ['for charms alone', { 'juju-http-proxy': 'http://p:1' }, { JUJU_CHARM_HTTP_PROXY: 'http://p:1' }],
    ['that charms do not need', { 'juju-no-proxy': '10.0.0.0/8' }, { JUJU_CHARM_NO_PROXY: '10.0.0.0/8' }],
    ['of the older kind that only says where none is needed', { 'no-proxy': '10.0.0.0/8' }, {}],
    [
      'of the older kind',
      { 'https-proxy': 'http://p:2' },
      {
        https_proxy: 'http://p:2',
        HTTPS_PROXY: 'http://p:2',
        no_proxy: '127.0.0.1,localhost,::1',
        NO_PROXY: '127.0.0.1,localhost,::1',
      },
    ],
    [
      'of the older kind without exceptions',
      { 'ftp-proxy': 'http://p:3', 'no-proxy': '' },
      { ftp_proxy: 'http://p:3', FTP_PROXY: 'http://p:3' },
    ],
  ])('%s are in the environment', async (_kind, config, more) => {
    model = await anActionModel();
    Object.assign(model.juju.model.config, config);
    expect(ofHook({ name: 'install' })).toEqual({ ...common('2.9'), ...names('install'), ...more });
  });
});

function names(hook: string): Record<string, unknown> {
  return { JUJU_CONTEXT_ID: contextId(hook), JUJU_HOOK_NAME: hook, JUJU_DISPATCH_PATH: `hooks/${hook}` };
}

function contextId(name: string): unknown {
  return expect.stringMatching(new RegExp(`^tiny/0-${name}-\\d+$`, 'u'));
}
