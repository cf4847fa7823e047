import { describe, expect, it } from 'vitest';
import { inert, standIns } from '../../../simulator/charms/charms.ts';

/** The relations of the 2018 bundles between stand-ins. */
const relations = [
  ['kubernetes-master:kube-api-endpoint', 'kubeapi-load-balancer:apiserver'],
  ['kubernetes-master:loadbalancer', 'kubeapi-load-balancer:loadbalancer'],
  ['kubernetes-master:certificates', 'easyrsa:client'],
  ['kubernetes-master:etcd', 'etcd:db'],
  ['kubeapi-load-balancer:certificates', 'easyrsa:client'],
  ['etcd:certificates', 'easyrsa:client'],
  ['flannel:etcd', 'etcd:db'],
  ['flannel:cni', 'kubernetes-master:cni'],
] as const;

function endpointOf(end: string) {
  const [charm = '', endpoint = ''] = end.split(':');
  return standIns[charm]?.metadata.endpoints[endpoint];
}

describe('the metadata of stand-ins', () => {
  it.each(relations)('lets %s and %s be related', (a, b) => {
    const [one, other] = [endpointOf(a), endpointOf(b)];
    expect(one?.interface).toBe(other?.interface);
    expect([one?.role, other?.role].sort()).toEqual(['provides', 'requires']);
  });

  it.each([
    ['kubernetes-master:kube-control', 'kube-control'],
    ['kubernetes-master:kube-api-endpoint', 'http'],
    ['kubeapi-load-balancer:website', 'http'],
    ['easyrsa:client', 'tls-certificates'],
  ])('lets a worker use %s', (end, interfaceName) => {
    expect(endpointOf(end)).toEqual({ role: 'provides', interface: interfaceName, scope: 'global' });
  });

  it('has flannel beside its principal', () => {
    expect(standIns['flannel']?.metadata.isSubordinate).toBe(true);
    expect(endpointOf('flannel:cni')).toEqual({ role: 'requires', interface: 'kubernetes-cni', scope: 'container' });
  });

  it('types options as bundles give them', () => {
    const master = standIns['kubernetes-master']?.metadata.options ?? {};
    expect(master['channel']).toEqual({ type: 'string', default: '1.10/stable' });
    expect(master['enable-kube-dns']).toEqual({ type: 'boolean', default: true });
    expect(standIns['kubeapi-load-balancer']?.metadata.options['port']).toEqual({ type: 'int', default: 443 });
    expect(standIns['etcd']?.metadata.resources['snapshot']).toEqual({ filename: 'snapshot.tar.gz' });
  });

  it('gives an inert charm the endpoints that it is told, and no others', () => {
    const endpoints = { client: { role: 'provides', interface: 'elasticsearch', scope: 'global' } } as const;
    expect(inert('elasticsearch', endpoints).metadata.endpoints).toEqual(endpoints);
    expect(inert('kibana').metadata.endpoints).toEqual({});
  });
});
