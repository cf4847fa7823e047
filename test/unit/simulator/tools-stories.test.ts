import { afterEach, describe, expect, it } from 'vitest';
import { aTinyModel, everyHook, names } from './core-model.ts';
import type { TinyModel } from './core-model.ts';

let model: TinyModel;
afterEach(() => model.end());

const metadata = `
name: tiny
summary: s
description: d
provides:
  give: secret
requires:
  take: secret
storage:
  data: {type: filesystem, multiple: {range: 0-2}}
`;

/** \`giver\` has a secret that it shows to \`taker\`. */
async function giverAndTaker(hooks: Record<string, string> = {}): Promise<void> {
  model = await aTinyModel(
    {
      metadata,
      hooks: {
        ...everyHook('true', ['secret-changed', 'secret-remove']),
        'give-relation-created': 'id=$(secret-add password=one); secret-grant "$id"; relation-set --app id="$id"',
        'take-relation-changed':
          'id=$(relation-get --app id giver); [ -z "$id" ] || secret-get "$id" password --label db',
        'secret-changed': 'secret-get --label db password; secret-get --label db --refresh password',
        ...hooks,
      },
    },
    {},
    { juju: '3.6' },
  );
  for (const application of ['giver', 'taker']) {
    model.sim.deploy({ application, charm: 'tiny' });
    model.sim.addUnit(application);
  }
  model.sim.relate('giver:give', 'taker:take');
}

describe('a secret that is shared in a relation', () => {
  it('is read by the other side, which is told of a new revision and reads it when it wants', async () => {
    await giverAndTaker();
    const first = await model.sim.settle();
    expect(first.failed).toEqual([]);
    expect(first.hooks.find(({ hook, stdout }) => hook === 'take-relation-changed' && stdout !== '')?.stdout).toBe(
      'one\n',
    );
    model.sim.exec(['giver/0'], 'secret-set "$(secret-ids)" password=two');
    const second = await model.sim.settle();
    expect(names(second, 'taker/0')).toEqual(['secret-changed']);
    expect(second.hooks.find(({ hook }) => hook === 'secret-changed')?.stdout).toBe('one\ntwo\n');
    expect(names(second, 'giver/0').filter((name) => name.startsWith('secret'))).toEqual(['secret-remove']);
  });

  it('is not read any more when the owner takes it back', async () => {
    await giverAndTaker();
    await model.sim.settle();
    model.sim.exec(['giver/0'], 'secret-revoke "$(secret-ids)" --app taker');
    await model.sim.settle();
    model.sim.exec(['taker/0'], 'secret-get --label db');
    await model.sim.settle();
    expect(Object.values(model.sim.model.tasks).at(-1)?.results).toMatchObject({ stderr: 'ERROR permission denied\n' });
  });
});

describe('a hook that fails', () => {
  it('leaves nothing of what it buffered', async () => {
    await giverAndTaker({
      start: 'secret-add a-key=x; storage-add data; open-port 80; state-set a=1; status-set active; exit 1',
    });
    await model.sim.settle({ stopWhen: ({ units }) => units['giver/0']?.failed !== null });
    expect(model.sim.model.units['giver/0']).toMatchObject({ ports: [], state: {}, workload: { status: 'active' } });
    expect(model.sim.model.storages).toEqual({});
    expect(JSON.stringify(model.sim.model.secrets)).not.toContain('a-key');
  });

  it('is what a hook is that ends well and whose writes are refused', async () => {
    await giverAndTaker({ start: 'storage-add data=3; state-set a=1' });
    await model.sim.settle({ stopWhen: ({ units }) => units['giver/0']?.failed !== null });
    expect(model.sim.model.units['giver/0']).toMatchObject({
      failed: { hook: { name: 'start' } },
      state: {},
      agentStatus: { status: 'error', message: 'hook failed: "start"' },
    });
    expect(model.sim.log().map(({ message }) => message)).toContainEqual(
      expect.stringContaining('at most 2 instances supported, 3 specified'),
    );
  });
});
