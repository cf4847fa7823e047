import { application, machine, model, relation, unit } from './cli-model.ts';

/** The model that the samples in Juju's documentation show. */
export const sampleParts: Parameters<typeof model>[0] = {
  applications: [
    application('easyrsa', { version: '3.0.1' }),
    application('etcd', { version: '3.4.22', charm: 'cs:~containers/etcd-12', isExposed: true }),
    application('filebeat', {
      charmRevision: 1,
      isSubordinate: true,
      status: { status: 'active', message: '', since: 0 },
    }),
  ],
  units: [
    unit('easyrsa/0', { workload: { status: 'active', message: 'Certificate Authority connected.', since: 0 } }),
    unit('etcd/0', {
      machine: '1',
      ports: ['2380/tcp', '2379/tcp'],
      workload: { status: 'maintenance', message: 'installing snaps', since: 0 },
      agentStatus: { status: 'executing', message: 'running config-changed hook', since: 0 },
    }),
    unit('etcd/1', {
      machine: '2',
      ports: ['443/tcp', '53/udp', '80/tcp'],
      agentStatus: { status: 'error', message: 'hook failed: "db-relation-changed"', since: 0 },
    }),
    unit('filebeat/0', { machine: '1', principal: 'etcd/0' }),
    unit('filebeat/1', {
      machine: '2',
      principal: 'etcd/1',
      workload: { status: 'waiting', message: 'agent initialising', since: 0 },
      agentStatus: { status: 'allocating', message: '', since: 0 },
    }),
  ],
  machines: [machine('0', '10.1.1.5'), machine('1', '10.1.1.6'), machine('2', '10.1.1.7')],
  relations: [
    relation(2, 'etcd:juju-info', 'filebeat:beats-host', 'juju-info', 'container'),
    relation(0, 'easyrsa:client', 'etcd:certificates', 'tls-certificates'),
    relation(1, 'etcd:cluster', 'etcd:cluster', 'etcd'),
  ],
};

/** With the rules of Juju 2.9. */
export const sample = model(sampleParts);
