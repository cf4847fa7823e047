import { describe, expect, it } from 'vitest';
import { applyWrites } from '../../../simulator/agent/run/apply-writes.ts';
import { unitOf } from '../../../simulator/model/model.ts';
import { failure, itAnswers, usage } from './tools-rows.ts';
import type { Row } from './tools-rows.ts';
import { aWorld, callAll, contextIn, now } from './tools-world.ts';
import type { Place, World } from './tools-world.ts';

const json = ' ; opened-ports --format=json';
const byEndpoint = ' ; opened-ports --format=json --endpoints';

/** The unit has these open from an earlier hook. */
function open(ports: readonly string[], endpointPorts: Readonly<Record<string, string[]>> = {}): Place {
  return {
    where: ({ model }: World) => {
      const unit = unitOf(model, 'tiny/0');
      unit.ports = [...ports];
      Object.assign(unit.endpointPorts, endpointPorts);
    },
  };
}

describe('open-port and close-port', () => {
  const deprecated = (name: string) => ({
    exitCode: 0,
    stdout: '',
    stderr: `--format flag deprecated for command "${name}"`,
  });
  const bad = (line: string, message: string): Row[] => [
    [`open-port ${line}`, usage(message)],
    [`close-port ${line}`, usage(message)],
  ];
  const clash = (wanted: string, other: string, holder: string, more = '') =>
    failure(`cannot open ${wanted} (unit "tiny/0"): port range conflicts with ${other} (unit "${holder}")${more}`);
  itAnswers([
    ['open-port 80', ''],
    [`open-port 80${json}`, '["80/tcp"]\n'],
    [
      `open-port 80/TCP ; open-port 53/udp ; open-port ICMP ; open-port 8000-8010${json}`,
      '["icmp","80/tcp","8000-8010/tcp","53/udp"]\n',
    ],
    [
      `open-port 443 ; open-port 80 ; open-port 1000 ; open-port 100-200${json}`,
      '["80/tcp","100-200/tcp","443/tcp","1000/tcp"]\n',
    ],
    [`open-port 80-80${json}`, '["80/tcp"]\n'],
    [`open-port 80 ; open-port 80/tcp${json}`, '["80/tcp"]\n'],
    [`open-port 80 ; close-port 80${json}`, '[]\n'],
    [`close-port 80 ; open-port 80${json}`, '["80/tcp"]\n', open(['80/tcp'])],
    [`close-port 80${json}`, '["53/udp"]\n', open(['80/tcp', '53/udp'])],
    [`close-port 81${json}`, '["80/tcp"]\n', open(['80/tcp'])],
    ['close-port 81', ''],
    ['opened-ports', ''],
    ['opened-ports --format=json', '[]\n'],
    ['opened-ports', '80/tcp\n53/udp\n', open(['80/tcp', '53/udp'])],
    ['opened-ports x', usage('unrecognized args: ["x"]')],
    ['opened-ports --endpoints=false', '80/tcp\n', open(['80/tcp'])],
    [`open-port 80${byEndpoint}`, '["80/tcp (*)"]\n'],
    [
      `open-port 80 ; open-port 443 --endpoints website,admin${byEndpoint}`,
      '["80/tcp (*)","443/tcp (admin, website)"]\n',
    ],
    [`open-port --endpoints=website 443${json}`, '["443/tcp"]\n'],
    [`open-port --endpoints "" 443${byEndpoint}`, '["443/tcp (*)"]\n'],
    [`open-port --endpoints website 443 ; open-port 443${byEndpoint}`, '["443/tcp (*)"]\n'],
    [`open-port 443 ; open-port --endpoints website 443${byEndpoint}`, '["443/tcp (*)"]\n'],
    [`open-port 443${byEndpoint}`, '["443/tcp (*)"]\n', open([], { website: ['443/tcp'] })],
    [`close-port 443${json}`, '[]\n', open([], { website: ['443/tcp'], admin: ['443/tcp'] })],
    [
      `close-port --endpoints admin 443${byEndpoint}`,
      '["443/tcp (website)"]\n',
      open([], { website: ['443/tcp'], admin: ['443/tcp'] }),
    ],
    [`close-port --endpoints admin 443${byEndpoint}`, '["443/tcp (db, internal, ring, website)"]\n', open(['443/tcp'])],
    [
      `close-port --endpoints admin 443 ; open-port --endpoints admin 443${byEndpoint}`,
      '["443/tcp (admin)"]\n',
      open([], { admin: ['443/tcp'] }),
    ],
    ['open-port --format=json 80', deprecated('open-port')],
    ['close-port --format json 80', deprecated('close-port')],
    ...bad('', 'no port or range specified'),
    ...bad('80 81', 'unrecognized args: ["81"]'),
    ...bad('x', 'invalid port "x": strconv.Atoi: parsing "x": invalid syntax'),
    ...bad('80-x', 'invalid port "x": strconv.Atoi: parsing "x": invalid syntax'),
    ...bad('"a b"/tcp', 'invalid port "a b": strconv.Atoi: parsing "a b": invalid syntax'),
    ...bad('/tcp', 'invalid port "": strconv.Atoi: parsing "": invalid syntax'),
    ...bad(
      '99999999999999999999',
      'invalid port "99999999999999999999": strconv.Atoi: parsing "99999999999999999999": value out of range',
    ),
    ...bad('80/sctp', 'invalid protocol "sctp", expected "tcp", "udp", or "icmp"'),
    ...bad('80/', 'invalid protocol "", expected "tcp", "udp", or "icmp"'),
    ...bad('80/tcp/udp', 'invalid protocol "tcp/udp", expected "tcp", "udp", or "icmp"'),
    ...bad('80/icmp', 'protocol "icmp" doesn\'t support any ports; got "80"'),
    ...bad('0-70000', 'port range bounds must be between 0 and 65535, got 0-70000'),
    ...bad('70000', 'port range bounds must be between 0 and 65535, got 70000-70000'),
    ...bad('90-80', 'invalid port range 90-80/tcp'),
    ...bad('90-80/udp', 'invalid port range 90-80/udp'),
    ...bad('1-2-3', 'invalid port range "1-2-3"'),
    ['open-port 0', ''],
    ['open-port 0-65535/udp', ''],
    ['open-port 80-90', clash('80-90/tcp', '85/tcp', 'tiny/0'), open(['85/tcp'])],
    ['open-port 85', clash('85/tcp', '80-90/tcp', 'tiny/0'), open(['80-90/tcp'])],
    ['open-port 85/udp', '', open(['80-90/tcp'])],
    ['open-port 85', clash('85/tcp', '80-90/tcp', 'tiny/0'), open([], { website: ['80-90/tcp'] })],
    ['open-port 80-90 ; open-port 85', clash('85/tcp', '80-90/tcp', 'tiny/0', ' requested earlier')],
    ['close-port 80-90 ; open-port 85', '', open(['80-90/tcp'])],
    ['open-port 8443', clash('8443/tcp', '8443/tcp', 'neighbour/0')],
    ['open-port 8000-9000', clash('8000-9000/tcp', '8443/tcp', 'neighbour/0')],
    ['open-port 8443/udp', ''],
    ['open-port 8443', '', { unit: 'tiny/1' }],
    [
      'open-port 9000',
      clash('9000/tcp', '9000/tcp', 'neighbour/0'),
      { where: ({ model }) => void (unitOf(model, 'neighbour/0').endpointPorts['web'] = ['9000/tcp']) },
    ],
    [
      'open-port --format=x 8443',
      {
        ...{ exitCode: 1, stdout: '' },
        stderr: `--format flag deprecated for command "open-port"${clash('8443/tcp', '8443/tcp', 'neighbour/0').stderr}`,
      },
    ],
  ]);

  it('are true when the hook is committed', async () => {
    const world = aWorld('3.6');
    const context = contextIn(world);
    await callAll(world, context, 'open-port 443 ; open-port 80 ; open-port 9000 --endpoints website');
    const unit = unitOf(world.model, 'tiny/0');
    expect(unit).toMatchObject({ ports: [], endpointPorts: {} });
    expect(applyWrites(world.juju, context)).toBeNull();
    expect(unit).toMatchObject({ ports: ['80/tcp', '443/tcp'], endpointPorts: { website: ['9000/tcp'] } });
    const later = contextIn(world);
    await callAll(world, later, 'close-port 443 ; close-port 9000');
    expect(applyWrites(world.juju, later)).toBeNull();
    expect(unit).toMatchObject({ ports: ['80/tcp'] });
    expect(unit.endpointPorts).toEqual({});
  });

  it('on an endpoint that the charm does not have are refused in the end', async () => {
    const world = aWorld();
    const context = contextIn(world);
    await callAll(world, context, 'open-port 80 ; open-port 443 --endpoints nope');
    expect(applyWrites(world.juju, context)).toBe('endpoint "nope" for unit "tiny/0" not found');
    expect(unitOf(world.model, 'tiny/0').ports).toEqual([]);
  });
});

describe('unit-get', () => {
  const homeless: Place = {
    where: ({ model }) => void Object.assign(model.machines['0'] ?? {}, { address: '', publicAddress: '' }),
  };
  itAnswers([
    ['unit-get private-address', '10.5.0.3\n'],
    ['unit-get public-address', '203.0.113.3\n'],
    ['unit-get --format=json private-address', '"10.5.0.3"\n'],
    ['unit-get private-address', '10.5.0.4\n', { unit: 'tiny/1', juju: '4.0' }],
    ['unit-get', usage('no setting specified')],
    ['unit-get x', usage('unknown setting "x"')],
    ['unit-get private-address x', usage('unrecognized args: ["x"]')],
    ['unit-get private-address', failure('private address not found'), homeless],
    ['unit-get public-address', failure('public address not found'), homeless],
  ]);
});

describe('network-get', () => {
  const full =
    '{"bind-addresses":[{"mac-address":"00:16:3e:05:00:03","interface-name":"eth0","addresses":[{"hostname":"","value":"10.5.0.3","cidr":"10.5.0.0/16"}]}],"egress-subnets":["10.5.0.3/32"],"ingress-addresses":["10.5.0.3"]}\n';
  const yaml = [
    'bind-addresses:',
    '- mac-address: 00:16:3e:05:00:03',
    '  interface-name: eth0',
    '  addresses:',
    '  - hostname: ""',
    '    value: 10.5.0.3',
    '    cidr: 10.5.0.0/16',
    '    address: 10.5.0.3',
    '  macaddress: 00:16:3e:05:00:03',
    '  interfacename: eth0',
    'egress-subnets:',
    '- 10.5.0.3/32',
    'ingress-addresses:',
    '- 10.5.0.3',
    '',
  ].join('\n');
  itAnswers([
    ['network-get db --format=json', full],
    ['network-get website --format=json', full],
    ['network-get ring --format=json', full],
    ['network-get internal --format=json', full],
    ['network-get juju-info --format=json', full],
    ['network-get db -r 9 --format=json', full],
    ['network-get db', yaml],
    ['network-get db --format=yaml', yaml],
    ['network-get db --ingress-address', '10.5.0.3\n'],
    ['network-get db --ingress-address --format=json', '"10.5.0.3"\n'],
    ['network-get --bind-address db', '10.5.0.3\n'],
    ['network-get db --egress-subnets', '10.5.0.3/32\n'],
    ['network-get db --egress-subnets --format=json', '["10.5.0.3/32"]\n'],
    ['network-get db --primary-address', '10.5.0.3\n'],
    ['network-get db --bind-address=false --ingress-address', '10.5.0.3\n'],
    ['network-get db --ingress-address=false --format=json', full],
    [
      'network-get db --bind-address --ingress-address --format=json',
      '{"bind-address":"10.5.0.3","ingress-address":"10.5.0.3"}\n',
    ],
    [
      'network-get db --egress-subnets --bind-address --ingress-address',
      'bind-address: 10.5.0.3\negress-subnets:\n- 10.5.0.3/32\ningress-address: 10.5.0.3\n',
    ],
    ['network-get db --primary-address --bind-address', failure('--primary-address must be the only flag specified')],
    ['network-get', usage('no arguments specified')],
    ['network-get ""', usage('no arguments specified')],
    ['network-get db x', usage('unrecognized args: ["x"]')],
    ['network-get x', failure('no network config found for binding "x"')],
    ['network-get x --bind-address', failure('no network config found for binding "x"')],
    ['network-get db -r 7', usage('invalid value "7" for option -r: relation not found')],
  ]);

  it('follows the machine when its address changes', async () => {
    const world = aWorld();
    Object.assign(world.model.machines['0'] ?? {}, { address: '10.5.9.9' });
    expect((await callAll(world, contextIn(world), 'network-get db --bind-address')).stdout).toBe('10.5.9.9\n');
  });
});

describe('resource-get', () => {
  itAnswers([
    ['resource-get', usage('missing required resource name')],
    ['resource-get ""', usage('missing required resource name')],
    ['resource-get snap x', usage('unrecognized args: ["x"]')],
    ['resource-get --format=json snap', usage('option provided but not defined: --format')],
    ['resource-get nope', failure('could not download resource: resource "tiny/nope" not found')],
    ['resource-get snap', failure('could not download resource: resource "tiny/snap" not found')],
  ]);
});

describe('goal-state', () => {
  const at = '2023-11-14 22:13:20Z';
  const unit = (status = 'active') => `{"status":"${status}","since":"${at}"}`;
  const units = (self: string, more = '') => `{"tiny/0":${self},"tiny/1":${unit()}${more}}`;
  const relations = `{"db":{"backup":${unit('joined')},"backup/0":${unit()},"server":${unit('joined')},"server/0":${unit()},"server/1":${unit()}}}`;
  const dying = (life: 'dead' | 'dying'): Place => ({
    where: ({ model }) => void (unitOf(model, 'tiny/2').life = life),
  });
  itAnswers([
    ['goal-state --format=json', `{"units":${units(unit(), `,"tiny/2":${unit()}`)},"relations":${relations}}\n`],
    [
      'goal-state --format=json',
      `{"units":${units(unit(), `,"tiny/2":${unit('dying')}`)},"relations":${relations}}\n`,
      dying('dying'),
    ],
    ['goal-state --format=json', `{"units":${units(unit())},"relations":${relations}}\n`, dying('dead')],
    [
      'goal-state',
      `units:\n  neighbour/0:\n    status: active\n    since: ${at}\nrelations: {}\n`,
      { unit: 'neighbour/0' },
    ],
    ['goal-state --format=smart', usage('invalid value "smart" for option --format: unknown format "smart"')],
    ['goal-state x', usage('unrecognized args: ["x"]')],
  ]);

  it('tells of a relation that nobody has entered yet that it is joining', async () => {
    const world = aWorld();
    for (const relation of Object.values(world.model.relations)) relation.inScope = [];
    const { stdout } = await callAll(world, contextIn(world), 'goal-state --format=json');
    expect(stdout).toContain(`"server":{"status":"joining","since":"${at}"}`);
    expect(now).toBe(Date.parse(at.replace(' ', 'T')) / 1000);
  });
});

describe('juju-reboot', () => {
  itAnswers([
    ['juju-reboot', ''],
    ['juju-reboot --now', ''],
    ['juju-reboot', failure('juju-reboot is not supported when running an action.'), { in: 'action' }],
    [
      'juju-reboot --now',
      failure('juju-reboot is not supported when running an action.'),
      { in: 'action', juju: '3.6' },
    ],
    ['juju-reboot x', usage('unrecognized args: ["x"]')],
  ]);

  it.each([
    ['juju-reboot', 'after', false],
    ['juju-reboot --now', 'now', true],
    ['juju-reboot --now=false', 'after', false],
  ])('%s asks for a reboot: %s; the hook is killed: %s', async (line, reboot, isKilled) => {
    const world = aWorld();
    const context = contextIn(world);
    await callAll(world, context, line);
    expect([context.reboot, world.killed.isKilled]).toEqual([reboot, isKilled]);
  });
});
