import { describe, expect, it } from 'vitest';
import { createTools, HookToolFailed } from '../../../src/juju/juju.ts';
import type { Tools } from '../../../src/juju/juju.ts';
import { TinyJuju } from './tiny-juju.ts';

describe('answers of hook tools', () => {
  const network = {
    'bind-addresses': [
      { 'mac-address': '', 'interface-name': 'eth0', addresses: [{ value: '10.1.1.5', cidr: '10.1.1.0/24' }] },
      { 'interface-name': 'eth1', addresses: null },
    ],
    'egress-subnets': ['10.1.1.5/32'],
    'ingress-addresses': ['10.1.1.5'],
  };
  const cases: readonly [string, string, string, (tools: Tools) => Promise<unknown>, unknown][] = [
    [
      'options keep their type, null is left out',
      'config-get',
      '{"a":"x","b":1.5,"c":true,"d":null}',
      (t) => t.config(),
      { a: 'x', b: 1.5, c: true },
    ],
    ['no options at all', 'config-get', 'null', (t) => t.config(), {}],
    ['relation ids', 'relation-ids', '["db:3"]', (t) => t.relationIds('db'), ['db:3']],
    ['relation ids that are null', 'relation-ids', 'null', (t) => t.relationIds('db'), []],
    ['members', 'relation-list', '["a/0","a/1"]', (t) => t.relationUnits('db:3'), ['a/0', 'a/1']],
    ['members that are null', 'relation-list', 'null', (t) => t.relationUnits('db:3'), []],
    ['a bag', 'relation-get', '{"k":"v"}', (t) => t.relationData('db:3', 'a/0'), { k: 'v' }],
    ['an empty bag', 'relation-get', '{}', (t) => t.relationData('db:3', 'a/0'), {}],
    ['a bag that is null', 'relation-get', 'null', (t) => t.relationData('db:3', 'a/0'), {}],
    ['a bag that is not printed', 'relation-get', '', (t) => t.relationData('db:3', 'a/0'), {}],
    [
      'a status without a message',
      'status-get',
      '{"status":"unknown"}',
      (t) => t.status(),
      { status: 'unknown', message: '' },
    ],
    ['ports in upper case', 'opened-ports', '["80/TCP","icmp"]', (t) => t.openedPorts(), ['80/tcp', 'icmp']],
    ['ports that are null', 'opened-ports', 'null', (t) => t.openedPorts(), []],
    ['leadership', 'is-leader', 'true', (t) => t.isLeader(), true],
    [
      'units that there will be',
      'goal-state',
      '{"units":{"w/1":{"status":"dying","since":"x"},"w/0":{"status":"active","since":"y"}},"relations":{}}',
      (t) => t.goalUnits(),
      ['w/0', 'w/1'],
    ],
    ['no units', 'goal-state', '{"units":null}', (t) => t.goalUnits(), []],
    ['an address', 'unit-get', '"10.1.1.5"', (t) => t.address('public-address'), '10.1.1.5'],
    ['an empty address', 'unit-get', '""', (t) => t.address('public-address'), null],
    [
      'a network',
      'network-get',
      JSON.stringify(network),
      (t) => t.network('db'),
      { bindAddresses: ['10.1.1.5'], ingressAddresses: ['10.1.1.5'], egressSubnets: ['10.1.1.5/32'] },
    ],
    [
      'a network of an old agent',
      'network-get',
      '{"bind-addresses":[{"addresses":[{"address":"10.1.1.5"}]}]}',
      (t) => t.network('db'),
      { bindAddresses: ['10.1.1.5'], ingressAddresses: [], egressSubnets: [] },
    ],
    [
      'a network without interfaces',
      'network-get',
      '{"bind-addresses":null}',
      (t) => t.network('db'),
      { bindAddresses: [], ingressAddresses: [], egressSubnets: [] },
    ],
    ['a resource', 'resource-get', '/r/cni.tgz', (t) => t.resource('cni'), '/r/cni.tgz'],
    ['a resource with a line end', 'resource-get', '/r/cni.tgz\n', (t) => t.resource('cni'), '/r/cni.tgz'],
  ];
  it.each(cases)('%s', async (_title, tool, stdout, ask, expected) => {
    const juju = new TinyJuju();
    juju.answers.set(tool, stdout);
    expect(await ask(createTools(juju.run))).toEqual(expected);
  });
});

describe('tools that fail', () => {
  const gone = { exitCode: 2, stderr: 'ERROR invalid value "db:7" for option -r: Relation Not Found\n' };
  const failing = (tool: string, failure: { exitCode: number; stderr: string } | 'missing') => {
    const juju = new TinyJuju();
    juju.failures.set(tool, failure);
    return createTools(juju.run);
  };

  it('a relation that is gone has no members and no data', async () => {
    expect(await failing('relation-list', gone).relationUnits('db:7')).toEqual([]);
    expect(await failing('relation-get', gone).relationData('db:7', 'a/0')).toEqual({});
  });

  it('setting data of a relation that is gone does nothing', async () => {
    await expect(failing('relation-set', gone).setRelationData('db:7', { a: 'b' })).resolves.toBeUndefined();
  });

  it.each(['not found', 'resource "x" not found'])('a resource that cannot be downloaded (%s) is null', async (why) => {
    const tools = failing('resource-get', { exitCode: 1, stderr: `ERROR could not download resource: ${why}\n` });
    expect(await tools.resource('x')).toBeNull();
  });

  it('any other failure of resource-get is one', async () => {
    const tools = failing('resource-get', { exitCode: 1, stderr: 'ERROR connection refused\n' });
    await expect(tools.resource('x')).rejects.toThrow('resource-get failed (exit code 1): ERROR connection refused');
  });

  it('an address that Juju does not know is null', async () => {
    const tools = failing('unit-get', { exitCode: 1, stderr: 'ERROR public address not found\n' });
    expect(await tools.address('public-address')).toBeNull();
  });

  it('a tool that this Juju does not have is told apart', async () => {
    const error = await failing('network-get', 'missing')
      .network('db')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HookToolFailed);
    expect(error).toMatchObject({ kind: 'HookToolFailed', tool: 'network-get', isMissing: true });
    expect(String(error)).toContain('network-get does not exist in this Juju');
  });

  it('permission denied is a failure that names tool and reason, without what was printed', async () => {
    const tools = failing('relation-get', { exitCode: 1, stderr: 'ERROR permission denied\n' });
    const error = await tools.relationData('db:3', 'b/0').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ tool: 'relation-get', exitCode: 1, stdout: '', context: { tool: 'relation-get' } });
    expect(String(error)).toContain('permission denied');
  });

  it.each([
    ['config-get', 'hunter2{', 'it is not JSON; expected an object of options'],
    ['config-get', '["hunter2"]', 'it has another form; expected an object of options'],
  ])('%s answering %s is a surprise that is not quoted', async (tool, stdout, sentence) => {
    const juju = new TinyJuju();
    juju.answers.set(tool, stdout);
    const error = await createTools(juju.run)
      .config()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HookToolFailed);
    expect(String(error)).toContain(sentence);
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('hunter2');
  });

  it('a value of another type is named by its key', async () => {
    const juju = new TinyJuju();
    juju.answers.set('relation-get', '{"password":5}');
    await expect(createTools(juju.run).relationData('db:3', 'a/0')).rejects.toThrow('password has another form');
  });

  it('an error that is not of the tool passes through', async () => {
    const fault = new TypeError('our own mistake');
    await expect(createTools(() => Promise.reject(fault)).config()).rejects.toBe(fault);
  });
});

describe('what tools are called with', () => {
  const cases: readonly [string, (tools: Tools) => Promise<unknown>, readonly string[]][] = [
    ['null', (t) => t.relationIds('db'), ['relation-ids', '--format=json', 'db']],
    ['null', (t) => t.relationUnits('db:3'), ['relation-list', '--format=json', '-r', 'db:3']],
    ['null', (t) => t.relationData('db:3', 'a/0'), ['relation-get', '--format=json', '-r', 'db:3', '-', 'a/0']],
    ['', (t) => t.setStatus('blocked', '-x "y"'), ['status-set', 'blocked', '--', '-x "y"']],
    ['', (t) => t.setVersion('-1'), ['application-version-set', '--', '-1']],
    ['', (t) => t.openPort('80/tcp'), ['open-port', '80/tcp']],
    ['', (t) => t.closePort('80/tcp'), ['close-port', '80/tcp']],
    ['/r', (t) => t.resource('cni'), ['resource-get', 'cni']],
  ];
  it.each(cases)('answering %j: %s', async (stdout, use, argv) => {
    const juju = new TinyJuju();
    juju.answers.set(argv[0] ?? '', stdout);
    const tools = createTools(juju.run);
    await use(tools);
    expect(juju.calls).toEqual([{ argv, stdin: null }]);
    expect(tools.count()).toBe(1);
  });

  it('relation data goes by standard input only, null as an empty text', async () => {
    const juju = new TinyJuju();
    juju.answers.set('relation-set', '');
    await createTools(juju.run).setRelationData('db:3', { password: 'hunter2\n', old: null });
    expect(juju.calls.map(({ argv }) => argv)).toEqual([['relation-set', '-r', 'db:3', '--file', '-']]);
    expect(JSON.parse(juju.calls[0]?.stdin ?? '')).toEqual({ password: 'hunter2\n', old: '' });
  });
});
