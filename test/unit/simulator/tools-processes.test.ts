import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulationOptions } from '../../../simulator/agent/open-simulation.ts';
import { aTinyModel, standIn } from './core-model.ts';
import type { TinyModel } from './core-model.ts';

let model: TinyModel;
afterEach(() => model.end());

const metadata = `
name: tiny
requires:
  db: sql
peers:
  ring: ring
resources:
  snap: {type: file, filename: tiny.snap}
  cni-amd64: {type: file, filename: cni.tgz}
`;

/** What the lines print in db-relation-changed of a leader, with exit codes, standard error included. */
async function inRelation(lines: readonly string[], options: Partial<SimulationOptions> = {}): Promise<string[]> {
  const script = lines.map((line) => `{ ${line}\n} 2>&1; printf '@@%s@@' $?`).join('\n');
  const server = standIn(
    { name: 'server', endpoints: { db: { role: 'provides', interface: 'sql', scope: 'global' } } },
    (hook) => hook.relations('db').forEach((relation) => relation.set({ port: '5432', html: '<a>' })),
  );
  const charm = { metadata, hooks: { 'db-relation-changed': script } };
  model = await aTinyModel(charm, { standIns: { server } }, options);
  for (const application of ['tiny', 'server']) {
    model.sim.deploy({ application, charm: application });
    model.sim.addUnit(application);
  }
  await model.sim.settle();
  model.sim.relate('tiny', 'server');
  const { hooks } = await model.sim.settle();
  const changed = hooks.filter(({ hook, unit }) => unit === 'tiny/0' && hook === 'db-relation-changed').at(-1);
  return (changed?.stdout ?? '').split('@@').slice(0, -1);
}

describe('a tool that is called by a process', () => {
  it('prints, complains and ends as it should', async () => {
    const outputs = await inRelation([
      'relation-get --format=json',
      'relation-list',
      'relation-get nothing',
      'relation-get -r 9',
      'relation-get - other/0',
      'JUJU_CONTEXT_ID= is-leader',
      'is-leader --help | head -n 1',
      'secret-ids',
    ]);
    expect(outputs.slice(0, -2)).toEqual([
      ...[
        '{"egress-subnets":"10.5.0.4/32","html":"\\u003ca\\u003e","ingress-address":"10.5.0.4","port":"5432","private-address":"10.5.0.4"}\n',
        '0',
      ],
      ...['server/0\n', '0'],
      ...['', '0'],
      ...['ERROR invalid value "9" for option -r: relation not found\n', '2'],
      ...['ERROR permission denied\n', '1'],
      ...['ERROR JUJU_CONTEXT_ID not set\n', '1'],
      ...['Usage: is-leader [options]\n', '0'],
    ]);
    expect(outputs.at(-2)).toMatch(/secret-ids: (?:command )?not found\n$/u);
    expect(outputs.at(-1)).toBe('127');
  });

  it('takes standard input to the byte, and only when it needs it', async () => {
    const outputs = await inRelation([
      `relation-set gone=1`,
      `printf '{"text":"one\\\\ntwo\\\\n","flag":true,"gone":""}' | relation-set --file -`,
      `printf 'left' | { relation-get port; cat; }`,
      `printf 'a: 1' | state-set --file - b=2; state-get --format=json`,
    ]);
    expect(outputs.slice(4)).toEqual(['5432\nleft', '0', '{"a":"1","b":"2"}\n', '0']);
    const bag = model.sim.model.relations['1']?.bags['tiny/0']?.data;
    expect(bag).toMatchObject({ text: 'one\ntwo\n', flag: 'true' });
    expect(bag).not.toHaveProperty('gone');
    expect(model.sim.model.units['tiny/0']?.state).toEqual({ a: '1', b: '2' });
  });

  it('finds and writes files from where it is called', async () => {
    const outputs = await inRelation([
      'mkdir -p sub; cd sub',
      `printf 'a: x' > in.yaml; relation-set --file in.yaml; relation-get a tiny/0`,
      'relation-get port -o out.txt; cat out.txt; rm out.txt',
      'cd ..; relation-set --file in.yaml',
    ]);
    expect(outputs.slice(2, 6)).toEqual(['x\n', '0', '5432\n', '0']);
    expect(outputs[6]).toMatch(/^ERROR open \/.*\/charm\/in\.yaml: no such file or directory\n$/u);
    expect(outputs[7]).toBe('1');
  });

  it('finds the tools of its Juju', async () => {
    const outputs = await inRelation(
      ['id=$(secret-add password=x); secret-get "$id" password', 'leader-get', 'secret-ids --format=json'],
      { juju: '4.0' },
    );
    expect(outputs[0]).toBe('x\n');
    expect(outputs[3]).toBe('127');
    expect(outputs[4]).toMatch(/^\["[0-9a-v]{20}"\]\n$/u);
  });

  it('logs with the level and, in a relation hook, the relation', async () => {
    await inRelation(['juju-log -l warn -- -x two']);
    expect(model.sim.log()).toContainEqual(
      expect.objectContaining({ level: 'WARNING', module: 'unit.tiny/0.juju-log', message: 'db:1: -x two' }),
    );
  });
});

describe('juju-reboot --now', () => {
  it('kills the hook, and nothing that it wrote is true', async () => {
    const install = 'state-set a=1; [ -e .once ] && exit 0; touch .once; juju-reboot --now; sleep 60';
    model = await aTinyModel({ metadata, hooks: { install } });
    model.sim.deploy({ application: 'tiny', charm: 'tiny' });
    model.sim.addUnit('tiny');
    const { hooks } = await model.sim.settle({ stopWhen: ({ hookCount }) => hookCount >= 1 });
    expect(hooks[0]).toMatchObject({ hook: 'install', signal: 'SIGKILL', committed: false });
    expect(model.sim.model.units['tiny/0']?.state).toEqual({});
  });
});

describe('resource-get', () => {
  const hooks = {
    install:
      'for name in snap cni-amd64; do file=$(resource-get $name 2>/dev/null) && wc -c <"$file" || echo none; done',
    'upgrade-charm': 'cat "$(resource-get snap)"',
  };

  it('gives what the store has: nothing for a snap, an archive for CNI', async () => {
    model = await aTinyModel({ metadata, hooks });
    model.sim.deploy({ application: 'tiny', charm: 'cs:tiny' });
    model.sim.addUnit('tiny');
    const [snapBytes, cniBytes] = ((await model.sim.settle()).hooks[0]?.stdout ?? '').trim().split('\n').map(Number);
    expect(snapBytes).toBe(0);
    expect(cniBytes).toBeGreaterThan(1_000_000);
  });

  it('finds nothing for a charm deployed from a path, until something is attached', async () => {
    model = await aTinyModel({ metadata, hooks });
    model.sim.deploy({ application: 'tiny', charm: path.join(model.folder, 'charm') });
    model.sim.addUnit('tiny');
    expect((await model.sim.settle()).hooks[0]?.stdout).toBe('none\nnone\n');
    const file = path.join(model.folder, 'mine.snap');
    await writeFile(file, 'content');
    model.sim.attachResource('tiny', 'snap', file);
    expect((await model.sim.settle()).hooks.map(({ hook, stdout }) => [hook, stdout])).toEqual([
      ['upgrade-charm', 'content'],
    ]);
    expect(() => model.sim.attachResource('tiny', 'nope', file)).toThrow('unrecognized resource "nope"');
    expect(() => model.sim.attachResource('tiny', 'cni-amd64', file)).toThrow(
      /^incorrect extension on resource upload/u,
    );
  });
});
