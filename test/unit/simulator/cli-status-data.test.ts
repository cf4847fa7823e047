import { describe, expect, it } from 'vitest';
import { openPorts, portText } from '../../../simulator/cli/text/port-text.ts';
import { statusData } from '../../../simulator/cli/text/status-data.ts';
import { selectedModel } from '../../../simulator/cli/text/status-selection.ts';
import { machine, model, unit } from './cli-model.ts';
import { sample, sampleParts } from './cli-sample.ts';

const now = Date.UTC(2018, 3, 30, 15, 4, 5) / 1000;

describe('open ports', () => {
  it.each([
    [['80/tcp', '443/tcp', '53/udp'], '80/tcp,443/tcp,53/udp', '80,443/tcp 53/udp'],
    [['8080/tcp', '8081/tcp', '8082/tcp', '9000/tcp'], '8080/tcp,8081/tcp,8082/tcp,9000/tcp', '8080-8082,9000/tcp'],
    [['1000-1005/udp', '1006/udp', 'icmp'], 'icmp,1000-1005/udp,1006/udp', 'icmp 1000-1006/udp'],
    [[], '', ''],
  ])('%j are shown one by one in 2.9, later in groups', (ports, inOld, inNew) => {
    const found = openPorts(unit('a/0', { ports: [...ports].reverse() }));
    expect([portText(found, false), portText(found, true)]).toEqual([inOld, inNew]);
  });

  it('are those of all endpoints and of some', () => {
    expect(openPorts(unit('a/0', { ports: ['80/tcp'], endpointPorts: { db: ['80/tcp', '22/tcp'] } }))).toEqual([
      '22/tcp',
      '80/tcp',
    ]);
  });
});

describe('a selection of the status', () => {
  it.each([
    [['easyrsa'], ['easyrsa'], ['easyrsa/0'], ['0']],
    [['etcd/1'], ['etcd', 'filebeat'], ['etcd/1', 'filebeat/1'], ['2']],
    [['filebeat/0'], ['etcd', 'filebeat'], ['etcd/0', 'filebeat/0'], ['1']],
    [
      ['easy*', '2'],
      ['easyrsa', 'etcd', 'filebeat'],
      ['easyrsa/0', 'etcd/1', 'filebeat/1'],
      ['0', '2'],
    ],
    [['error'], ['etcd', 'filebeat'], ['etcd/1', 'filebeat/1'], ['2']],
    [['nobody'], [], [], []],
  ])('by %j has what belongs together', (selectors, applications, units, machines) => {
    const selected = selectedModel(sample, selectors);
    expect(Object.keys(selected.applications).sort()).toEqual(applications);
    expect(Object.keys(selected.units).sort()).toEqual(units);
    expect(Object.keys(selected.machines)).toEqual(machines);
  });
});

describe('the status as data', () => {
  const since = '01 Jan 1970 00:00:00Z';

  it('has in 2.9 series, and names of related applications', () => {
    expect(statusData(sample, now)['applications']).toMatchObject({
      etcd: {
        charm: 'cs:~containers/etcd-12',
        series: 'jammy',
        os: 'ubuntu',
        'charm-origin': 'charmstore',
        'charm-name': 'etcd',
        'charm-rev': 12,
        'charm-channel': 'stable',
        exposed: true,
        'application-status': { current: 'error', message: 'hook failed: "db-relation-changed"', since },
        relations: { certificates: ['easyrsa'], cluster: ['etcd'], 'juju-info': ['filebeat'] },
        version: '3.4.22',
      },
      filebeat: { 'subordinate-to': ['etcd'] },
    });
  });

  it('has later bases, and what is known of relations', () => {
    const { applications, machines } = statusData(model({ ...sampleParts, juju: '3.6' }), now);
    expect(applications).toMatchObject({
      easyrsa: {
        base: { name: 'ubuntu', channel: '22.04' },
        relations: { client: [{ 'related-application': 'etcd', interface: 'tls-certificates', scope: 'global' }] },
      },
    });
    expect(machines).toMatchObject({ '0': { base: { name: 'ubuntu', channel: '22.04' } } });
  });

  it('has subordinates below their principals, and containers below their machines', () => {
    const data = statusData(
      model({
        ...sampleParts,
        machines: [machine('1', '10.1.1.6'), { ...machine('1/lxd/0', '10.1.1.9'), parent: '1' }],
      }),
      now,
    );
    expect(data['applications']).toMatchObject({
      etcd: {
        units: {
          'etcd/0': {
            'workload-status': { current: 'maintenance', message: 'installing snaps', since },
            'juju-status': { current: 'executing', message: 'running config-changed hook', since, version: '2.9.46' },
            leader: true,
            machine: '1',
            'open-ports': ['2379/tcp', '2380/tcp'],
            'public-address': '10.1.1.6',
            subordinates: { 'filebeat/0': { 'workload-status': { current: 'active', since } } },
          },
          'etcd/1': { 'workload-status': { current: 'error' }, 'juju-status': { current: 'idle' } },
        },
      },
    });
    expect(data['machines']).not.toHaveProperty(['1/lxd/0']);
    expect(data['machines']).toMatchObject({ '1': { containers: { '1/lxd/0': { 'dns-name': '10.1.1.9' } } } });
  });
});
