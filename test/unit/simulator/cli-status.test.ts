import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naturalOrder } from '../../../simulator/model/natural-order.ts';
import { statusText } from '../../../simulator/cli/text/status-text.ts';
import { tableLines } from '../../../simulator/cli/text/table.ts';
import { application, machine, model, unit } from './cli-model.ts';
import { sample, sampleParts } from './cli-sample.ts';

const at = { now: Date.UTC(2018, 3, 30, 15, 4, 5) / 1000 };

/** The sample of the Juju documentation in `juju status --relations` of 2.9: series and ports as 2.9 writes them. */
const golden = `Model  Controller  Cloud/Region         Version  SLA          Timestamp
k8s    simulator   localhost/localhost  2.9.46   unsupported  15:04:05Z

App       Version  Status  Scale  Charm     Channel  Rev  Exposed  Message
easyrsa   3.0.1    active      1  easyrsa              0  no       Certificate Authority connected.
etcd      3.4.22   error       2  etcd      stable    12  yes      hook failed: "db-relation-changed"
filebeat           active    1/2  filebeat             1  no       

Unit           Workload     Agent       Machine  Public address  Ports                  Message
easyrsa/0*     active       idle        0        10.1.1.5                               Certificate Authority connected.
etcd/0*        maintenance  executing   1        10.1.1.6        2379/tcp,2380/tcp      (config-changed) installing snaps
  filebeat/0*  active       idle                 10.1.1.6                               
etcd/1         error        idle        2        10.1.1.7        80/tcp,443/tcp,53/udp  hook failed: "db-relation-changed"
  filebeat/1   waiting      allocating           10.1.1.7                               agent initialising

Machine  State    Address   Inst id        Series  AZ  Message
0        started  10.1.1.5  juju-1a2b3c-0  jammy       Running
1        started  10.1.1.6  juju-1a2b3c-1  jammy       Running
2        started  10.1.1.7  juju-1a2b3c-2  jammy       Running

Relation provider  Requirer             Interface         Type         Message
easyrsa:client     etcd:certificates    tls-certificates  regular      
etcd:cluster       etcd:cluster         etcd              peer         
etcd:juju-info     filebeat:beats-host  juju-info         subordinate  
`;

/** The sample of 3.x, to the letter but for controller and version. */
const goldenOf3 = `Model  Controller  Cloud/Region         Version  SLA          Timestamp
k8s    simulator   localhost/localhost  3.6.9    unsupported  15:04:05Z

App       Version  Status  Scale  Charm     Channel  Rev  Exposed  Message
easyrsa   3.0.1    active      1  easyrsa              0  no       Certificate Authority connected.
etcd      3.4.22   error       2  etcd      stable    12  yes      hook failed: "db-relation-changed"
filebeat           active    1/2  filebeat             1  no       

Unit           Workload     Agent       Machine  Public address  Ports              Message
easyrsa/0*     active       idle        0        10.1.1.5                           Certificate Authority connected.
etcd/0*        maintenance  executing   1        10.1.1.6        2379-2380/tcp      (config-changed) installing snaps
  filebeat/0*  active       idle                 10.1.1.6                           
etcd/1         error        idle        2        10.1.1.7        80,443/tcp 53/udp  hook failed: "db-relation-changed"
  filebeat/1   waiting      allocating           10.1.1.7                           agent initialising

Machine  State    Address   Inst id        Base          AZ  Message
0        started  10.1.1.5  juju-1a2b3c-0  ubuntu@22.04      Running
1        started  10.1.1.6  juju-1a2b3c-1  ubuntu@22.04      Running
2        started  10.1.1.7  juju-1a2b3c-2  ubuntu@22.04      Running

Integration provider  Requirer             Interface         Type         Message
easyrsa:client        etcd:certificates    tls-certificates  regular      
etcd:cluster          etcd:cluster         etcd              peer         
etcd:juju-info        filebeat:beats-host  juju-info         subordinate  
`;

describe('juju status', () => {
  it('prints the tables of Juju 2.9', () => {
    const text = statusText(sample, { ...at, hasRelations: true });
    expect(text).toBe(golden);
  });

  it.each([
    ['3.6', goldenOf3],
    ['4.0', goldenOf3.replace('3.6.9', '4.0.0')],
  ] as const)('prints the tables of Juju %s', (juju, expected) => {
    expect(statusText(model({ ...sampleParts, juju }), { ...at, hasRelations: true })).toBe(expected);
  });

  it('leaves out relations unless they are asked for', () => {
    expect(statusText(sample, at)).not.toContain('Relation provider');
  });

  it('prints only the model when there is nothing in it', () => {
    expect(statusText(model({}), at).split('\n')).toHaveLength(3);
  });

  it('puts no hook of a relation in front of the message', () => {
    const text = statusText(
      model({
        applications: [application('etcd')],
        units: [
          unit('etcd/0', {
            workload: { status: 'active', message: 'Healthy', since: 0 },
            agentStatus: { status: 'executing', message: 'running db-relation-changed hook for mysql/0', since: 0 },
          }),
        ],
      }),
      at,
    );
    expect(text).toMatch(/etcd\/0\* .* {2}Healthy\n/);
  });

  it.each([
    ['running install hook', '(install) Healthy'],
    ['running action backup', '(backup) Healthy'],
    ['running commands', 'Healthy'],
  ])('says what the agent does: %s', (message, expected) => {
    const text = statusText(
      model({
        applications: [application('etcd')],
        units: [
          unit('etcd/0', {
            workload: { status: 'active', message: 'Healthy', since: 0 },
            agentStatus: { status: 'executing', message, since: 0 },
          }),
        ],
      }),
      at,
    );
    expect(text).toMatch(new RegExp(`^etcd/0\\* .* {2}${expected.replace(/[()]/g, '\\$&')}$`, 'm'));
  });

  it('shows a lost agent, whose unit counts as missing', () => {
    const text = statusText(
      model({ applications: [application('etcd')], units: [unit('etcd/0', { isAgentLost: true }), unit('etcd/1')] }),
      at,
    );
    expect(text).toMatch(/^etcd\/0\* +unknown +lost +0 +agent lost, see 'juju show-status-log etcd\/0'$/m);
    expect(text).toMatch(/^etcd +active +1\/2 /m);
  });

  it('marks the unit that was elected', () => {
    const text = statusText(
      model({ applications: [application('etcd', { leader: 'etcd/1' })], units: [unit('etcd/0'), unit('etcd/1')] }),
      at,
    );
    expect(text.match(/^etcd\/\d\*/gm)).toEqual(['etcd/1*']);
  });

  it('cuts long messages and versions as Juju does', () => {
    const text = statusText(
      model({
        applications: [application('etcd', { version: '1234567890123456' })],
        units: [unit('etcd/0', { workload: { status: 'blocked', message: 'm'.repeat(121), since: 0 } })],
      }),
      at,
    );
    expect(text).toContain(' 123456789012... ');
    expect(text).toContain(` ${'m'.repeat(117)}...\n`);
  });

  it('shows the unit with the most severe status for the application', () => {
    const statuses = (['active', 'waiting', 'blocked', 'maintenance'] as const).map((status, n) =>
      unit(`etcd/${n}`, { workload: { status, message: `I am ${status}`, since: 0 } }),
    );
    const text = statusText(model({ applications: [application('etcd')], units: statuses }), at);
    expect(text).toMatch(/^etcd .* blocked +4 .* I am blocked$/m);
  });

  it('sorts names as people count, containers after their machine', () => {
    const text = statusText(
      model({
        applications: [application('etcd')],
        units: ['etcd/10', 'etcd/2', 'etcd/1'].map((name) => unit(name)),
        machines: ['10', '0/lxd/0', '1', '0'].map((id) => machine(id, '10.1.1.1')),
      }),
      at,
    );
    expect(text.match(/^etcd\/\d+/gm)).toEqual(['etcd/1', 'etcd/2', 'etcd/10']);
    expect(text.match(/^\S+(?= +started)/gm)).toEqual(['0', '0/lxd/0', '1', '10']);
  });
});

describe('a table', () => {
  it('has every column begin at the same place in every row', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string(), fc.string()), { minLength: 1 }), (rows) => {
        const lines = tableLines({ headings: ['A', 'B', 'C'], rows }).map((line) => [...line]);
        const lengths = lines.map(
          (line, row) => line.length - [...(row === 0 ? 'C' : (rows[row - 1]?.[2] ?? ''))].length,
        );
        expect(new Set(lengths).size).toBe(1);
      }),
    );
  });

  it('measures the text of a painted cell, not its colour', () => {
    const rows = [[{ text: 'ok', shown: '<green>ok</green>' }, 'x']];
    expect(tableLines({ headings: ['Word', 'M'], rows })).toEqual(['Word  M', '<green>ok</green>    x']);
  });
});

describe('the natural order', () => {
  it('is an order: opposite for swapped names, and zero only for equal ones', () => {
    const name = fc.stringMatching(/^[a-c]{0,2}\d{0,2}\/\d{0,3}$/);
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(Math.sign(naturalOrder(a, b))).toBe(-Math.sign(naturalOrder(b, a)) + 0);
        if (a === b) expect(naturalOrder(a, b)).toBe(0);
      }),
    );
  });
});
