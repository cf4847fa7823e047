import { describe, expect, it } from 'vitest';
import { pageDataOf } from '../../../simulator/page/page-data.ts';
import { pageData } from '../../../simulator/page/page-schema.ts';
import { application, machine, model, relation, unit } from './cli-model.ts';

const shown = () =>
  pageDataOf(
    model({
      applications: [
        application('worker', { charm: 'cs:~containers/worker-3', isExposed: true, version: '1.10' }),
        application('flannel', { isSubordinate: true }),
      ],
      units: [
        unit('worker/10', { machine: '1' }),
        unit('worker/2', { ports: ['80/tcp'], endpointPorts: { api: ['443/tcp', '80/tcp'] } }),
        unit('flannel/0', {
          machine: '2',
          principal: 'worker/2',
          agentStatus: { status: 'error', message: 'hook failed: "start"', since: 7 },
          failed: { hook: { name: 'start', relation: null, isRequested: false }, attempts: 2, retryAt: 30 },
        }),
      ],
      machines: [machine('2', '10.5.0.4'), machine('1', '10.5.0.3')],
      relations: [
        relation(4, 'worker:cni', 'flannel:cni', 'kubernetes-cni', 'container'),
        relation(0, 'worker:peer', 'worker:peer', 'p'),
      ],
    }),
    ({ name }) => name === 'worker/2',
  );

describe('the data of the page', () => {
  it('is what its schema says', () => {
    expect(pageData.parse(shown())).toEqual(shown());
  });

  it('names units in natural order, with leader, ports of all endpoints and subordinates', () => {
    const { units } = shown();
    expect(units.map(({ name }) => name)).toEqual(['flannel/0', 'worker/2', 'worker/10']);
    expect(units[1]).toMatchObject({
      isLeader: true,
      isTraced: true,
      ports: ['80/tcp', '443/tcp'],
      subordinates: ['flannel/0'],
    });
    expect(units[2]).toMatchObject({ isLeader: false, isTraced: false, ports: [], machine: '1', address: '10.5.0.3' });
  });

  it('shows a failed hook as an error of the unit and of its application', () => {
    const { applications, units } = shown();
    expect(units[0]).toMatchObject({
      workload: 'error',
      message: 'hook failed: "start"',
      since: 7,
      failed: { hook: 'start', attempts: 2, retryAt: 30 },
    });
    expect(applications.map(({ name, status, isSubordinate }) => [name, status, isSubordinate])).toEqual([
      ['flannel', 'error', true],
      ['worker', 'active', false],
    ]);
    expect(applications[1]).toMatchObject({ charm: 'worker', scale: '2', isExposed: true, version: '1.10' });
  });

  it('tells relations by number, the provider first', () => {
    expect(shown().relations.map(({ id, type, ends }) => [id, type, ends.map((end) => end.application)])).toEqual([
      [0, 'peer', ['worker']],
      [4, 'subordinate', ['worker', 'flannel']],
    ]);
  });
});
