import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { aTinyModel, everyHook, names, writeCharm } from './core-model.ts';
import type { ShellCharm, TinyModel } from './core-model.ts';

let model: TinyModel;
afterEach(() => model.end());

async function deployed(charm: ShellCharm, units = 1): Promise<void> {
  model = await aTinyModel(charm);
  model.sim.deploy({ application: 'tiny', charm: 'cs:tiny-7' });
  for (let number = 0; number < units; number += 1) model.sim.addUnit('tiny');
}

describe('a new unit', () => {
  it('runs install, leader-elected, config-changed and start when it leads', async () => {
    await deployed({ hooks: everyHook('status-set active "ran $JUJU_HOOK_NAME"') });
    expect(names(await model.sim.settle())).toEqual(['install', 'leader-elected', 'config-changed', 'start']);
    expect(model.sim.unitStatus('tiny/0')).toMatchObject({ status: 'active', message: 'ran start' });
  });

  it('learns of the leader settings once when it does not lead', async () => {
    await deployed({ hooks: everyHook('true') }, 2);
    const hooks = names(await model.sim.settle(), 'tiny/1');
    expect(hooks).toEqual(['install', 'leader-settings-changed', 'config-changed', 'start']);
  });

  it('is unknown after start when its charm never set a status, and skips hooks that the charm lacks', async () => {
    await deployed({});
    expect(names(await model.sim.settle())).toEqual([]);
    expect(model.sim.unitStatus('tiny/0')).toMatchObject({ status: 'unknown', message: '' });
    expect(model.sim.log().map(({ message }) => message)).toContain('skipped "start" hook (missing)');
  });

  it('finds exactly the environment that Juju 2.9 builds', async () => {
    await deployed({ hooks: { install: 'env' } });
    const [hook] = (await model.sim.settle()).hooks;
    const variables: Record<string, string> = {};
    for (const line of (hook?.stdout ?? '').trim().split('\n')) {
      const [name = '', value = ''] = line.split(/=(.*)/su);
      variables[name] = value;
    }
    const shell = ['OLDPWD', 'PWD', 'SHLVL', '_'];
    expect(
      Object.keys(variables)
        .filter((name) => !shell.includes(name))
        .sort(),
    ).toEqual(
      [
        ...[
          'APT_LISTCHANGES_FRONTEND',
          'CHARM_DIR',
          'CLOUD_API_VERSION',
          'DEBIAN_FRONTEND',
          'JUJU_AGENT_SOCKET_ADDRESS',
        ],
        ...['JUJU_AGENT_SOCKET_NETWORK', 'JUJU_API_ADDRESSES', 'JUJU_AVAILABILITY_ZONE', 'JUJU_CHARM_DIR'],
        ...['JUJU_CHARM_FTP_PROXY', 'JUJU_CHARM_HTTPS_PROXY', 'JUJU_CHARM_HTTP_PROXY', 'JUJU_CHARM_NO_PROXY'],
        ...['JUJU_CONTEXT_ID', 'JUJU_DISPATCH_PATH', 'JUJU_HOOK_NAME', 'JUJU_MACHINE_ID', 'JUJU_METER_INFO'],
        ...[
          'JUJU_METER_STATUS',
          'JUJU_MODEL_NAME',
          'JUJU_MODEL_UUID',
          'JUJU_PRINCIPAL_UNIT',
          'JUJU_SLA',
          'JUJU_UNIT_NAME',
        ],
        ...['JUJU_VERSION', 'KUBERNETES_WORKER_ROOT', 'LANG', 'PATH', 'TERM'],
      ].sort(),
    );
    expect(variables).toMatchObject({
      JUJU_HOOK_NAME: 'install',
      JUJU_DISPATCH_PATH: 'hooks/install',
      JUJU_VERSION: '2.9.46',
    });
    expect(variables['PWD']).toBe(
      path.join(model.sim.machineOf('tiny/0').root, 'var/lib/juju/agents/unit-tiny-0/charm'),
    );
  });

  it('has the programs of its machine on PATH, and none of the host beyond a shell', async () => {
    await deployed({ hooks: { install: 'apt-get update\ncommand -v git || echo none' } });
    const [hook] = (await model.sim.settle()).hooks;
    expect(hook?.stdout).toBe('apt update\nnone\n');
    expect(hook?.calls).toEqual([{ program: 'apt-get', argv: ['update'], exitCode: 0, isTool: false }]);
  });
});

describe('a running unit', () => {
  it('runs one config-changed for many changes, and none for the same value', async () => {
    const config = 'options:\n  size: {type: int, default: 1}\n  name: {type: string}\n';
    await deployed({ config, hooks: everyHook('config-get size') });
    await model.sim.settle();
    model.sim.setConfig('tiny', { size: '2' });
    model.sim.setConfig('tiny', { size: '3', name: 'x' });
    const settled = await model.sim.settle();
    expect(names(settled)).toEqual(['config-changed']);
    expect(settled.hooks[0]?.stdout).toBe('3\n');
    model.sim.setConfig('tiny', { size: '3' });
    expect(names(await model.sim.settle())).toEqual([]);
    model.sim.resetConfig('tiny', ['size']);
    expect((await model.sim.settle()).hooks[0]?.stdout).toBe('1\n');
  });

  it('runs update-status and a hook asked for by name', async () => {
    await deployed({ hooks: everyHook('true') });
    await model.sim.settle();
    model.sim.updateStatus();
    expect(names(await model.sim.settle())).toEqual(['update-status']);
    model.sim.runHook('tiny/0', 'install');
    expect(names(await model.sim.settle())).toEqual(['install']);
    expect(names(await model.sim.settle())).toEqual([]);
  });

  it('goes on in another process with what the folder holds', async () => {
    await deployed({ hooks: everyHook('juju-log hello') });
    expect(names(await model.sim.settle({ maxHooks: 2 }))).toEqual(['install', 'leader-elected']);
    model = await model.reopened();
    expect(names(await model.sim.settle())).toEqual(['config-changed', 'start']);
    expect(model.sim.log().filter(({ message }) => message === 'hello')).toHaveLength(4);
  });

  it('runs again what ran when the simulator went away', async () => {
    await deployed({ hooks: everyHook('true') });
    await model.sim.settle();
    // Opened again, the folder holds the whole model in one file.
    model = await model.reopened();
    const file = path.join(model.folder, 'model/model.json');
    const saved = (await readFile(file, 'utf8')).replace(
      '"running":null',
      '"running":{"name":"start","relation":null,"isRequested":false}',
    );
    model = await model.reopenedWithoutSaving(() => writeFile(file, saved));
    expect(names(await model.sim.settle())).toEqual(['start']);
  });
});

describe('a refresh', () => {
  it('runs upgrade-charm and config-changed with the new files; what never was in the charm stays', async () => {
    await deployed({ hooks: { ...everyHook('true'), install: 'echo mine >"$CHARM_DIR/.unit-state"', gone: 'true' } });
    await model.sim.settle();
    await writeCharm(path.join(model.folder, 'charm'), {
      hooks: everyHook('echo new $(ls hooks/gone .unit-state 2>/dev/null)'),
    });
    model.sim.refresh('tiny');
    const settled = await model.sim.settle();
    expect(names(settled)).toEqual(['upgrade-charm', 'config-changed']);
    expect(settled.hooks[0]?.stdout).toBe('new .unit-state\n');
  });
});

describe('a unit that is removed', () => {
  it('stops, is removed, and another one leads', async () => {
    await deployed({ hooks: everyHook('true') }, 2);
    await model.sim.settle();
    model.sim.removeUnit('tiny/0');
    const settled = await model.sim.settle();
    expect(names(settled, 'tiny/0')).toEqual(['stop', 'remove']);
    expect(names(settled, 'tiny/1')).toEqual(['leader-elected']);
    expect(Object.keys(model.sim.model.units)).toEqual(['tiny/1']);
  });

  it('runs nothing when it was never installed', async () => {
    await deployed({ hooks: everyHook('true') });
    model.sim.removeUnit('tiny/0');
    expect(names(await model.sim.settle())).toEqual([]);
    expect(model.sim.model.units).toEqual({});
  });
});
