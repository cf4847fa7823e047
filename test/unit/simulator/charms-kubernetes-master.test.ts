import { describe, expect, it } from 'vitest';
import { ClusterUnreachable } from '../../../simulator/contract.ts';
import { aModel } from './charms-fixture.ts';

const asked = { kubelet_user: 'system:node:juju-abc-7', auth_group: 'system:nodes', gpu: 'False' };

const authority = {};

function aMaster(config: Record<string, unknown> = {}) {
  const model = aModel({ authority });
  model.add('easyrsa/0');
  const master = model.add('kubernetes-master/0', { config });
  const certificates = model.relate('easyrsa/0 client', 'kubernetes-master/0 certificates');
  const kubeControl = model.relate(
    'kubernetes-master/0 kube-control',
    'kubernetes-worker/0 kube-control',
    'kubernetes-worker/1 kube-control',
  );
  const api = model.relate('kubernetes-master/0 kube-api-endpoint', 'kubernetes-worker/0 kube-api-endpoint');
  const ca = () => certificates.bags['easyrsa/0']?.['ca'] ?? '';
  const said = () => kubeControl.bags['kubernetes-master/0'] ?? {};
  return { model, master, kubeControl, api, ca, said };
}

function tokensOf(creds: string | undefined, user: string): Record<string, string> {
  const entries: unknown = JSON.parse(creds ?? '{}');
  const entry: unknown =
    typeof entries === 'object' && entries !== null ? Object.entries(entries).find(([key]) => key === user)?.[1] : {};
  return Object.fromEntries(Object.entries(entry ?? {}).map(([key, value]) => [key, String(value)]));
}

describe('kubernetes-master', () => {
  it('gives every node that asked its tokens, in one object, and the API knows them', async () => {
    const { model, kubeControl, said, ca, master } = aMaster();
    model.write(kubeControl, 'kubernetes-worker/0', asked);
    model.write(kubeControl, 'kubernetes-worker/1', { ...asked, kubelet_user: 'system:node:juju-abc-8' });
    await model.settle();
    const first = tokensOf(said()['creds'], 'system:node:juju-abc-7');
    const second = tokensOf(said()['creds'], 'system:node:juju-abc-8');
    expect(Object.keys(first).sort()).toEqual(['client_token', 'kubelet_token', 'proxy_token', 'scope']);
    expect([first['scope'], second['scope']]).toEqual(['kubernetes-worker/0', 'kubernetes-worker/1']);
    expect(first['kubelet_token']).not.toBe(second['kubelet_token']);
    expect([first['client_token'], first['proxy_token']]).toEqual([second['client_token'], second['proxy_token']]);
    const server = `https://${master.machine.address}:6443`;
    const create = { server, caPem: ca(), method: 'POST', path: '/api/v1/nodes' } as const;
    const node = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } });
    const act = (token: string | undefined, name: string) =>
      model.cluster.request({ ...create, token: token ?? '', body: node(name) }).status;
    expect(act(first['kubelet_token'], 'juju-abc-7')).toBe(201);
    expect(act(first['kubelet_token'], 'juju-abc-8')).toBe(403);
    expect(act(first['proxy_token'], 'juju-abc-8')).toBe(403);
    expect(act(first['client_token'], 'juju-abc-9')).toBe(201);
  });

  it('tells where the API and DNS are once it serves', async () => {
    const { model, api, said, master } = aMaster();
    await model.settle();
    const address = master.machine.address;
    expect(api.bags['kubernetes-master/0']).toMatchObject({
      hostname: address,
      'private-address': address,
      port: '6443',
    });
    expect(said()).toMatchObject({
      port: '53',
      domain: 'cluster.local',
      'sdn-ip': '10.152.183.10',
      'enable-kube-dns': 'True',
    });
    expect([...master.ports]).toEqual(['6443/tcp']);
  });

  it('says no DNS address when the operator has no DNS', async () => {
    const { model, said } = aMaster({ 'enable-kube-dns': false });
    await model.settle();
    expect(said()['enable-kube-dns']).toBe('False');
    expect(said()['sdn-ip']).toBeUndefined();
  });

  it('tells DNS also to those on the deprecated relation', async () => {
    const { model } = aMaster();
    const dns = model.relate('kubernetes-master/0 cluster-dns', 'kubernetes-worker/0 kube-dns');
    await model.settle();
    const said = dns.bags['kubernetes-master/0'];
    expect(said).toMatchObject({ port: '53', domain: 'cluster.local', 'sdn-ip': '10.152.183.10' });
  });

  it('tells nothing and serves nothing before it has a certificate', async () => {
    const { model, api, ca, master } = aMaster();
    await model.run('kubernetes-master/0');
    const server = `https://${master.machine.address}:6443`;
    expect(api.bags['kubernetes-master/0']?.['port']).toBeUndefined();
    expect(() => model.cluster.request({ server, caPem: ca(), token: '', method: 'GET', path: '/version' })).toThrow(
      ClusterUnreachable,
    );
  });

  it('stops serving when it is removed', async () => {
    const { model, ca, master } = aMaster();
    await model.settle();
    const version = () =>
      model.cluster.request({
        server: `https://${master.machine.address}:6443`,
        caPem: ca(),
        token: '',
        method: 'GET',
        path: '/version',
      });
    expect(version().status).toBe(200);
    await model.run('kubernetes-master/0', 'stop');
    expect(version).toThrow(ClusterUnreachable);
  });

  it('leaves credentials to its leader, and a new leader says the same', async () => {
    const { model, kubeControl, said, master } = aMaster();
    const other = model.add('kubernetes-master/1');
    const second = model.relate('kubernetes-master/1 kube-control', 'kubernetes-worker/0 kube-control');
    model.write(kubeControl, 'kubernetes-worker/0', asked);
    model.write(second, 'kubernetes-worker/0', asked);
    await model.settle();
    expect(second.bags['kubernetes-master/1']?.['creds']).toBeUndefined();
    master.isLeader = false;
    other.isLeader = true;
    await model.settle();
    expect(second.bags['kubernetes-master/1']?.['creds']).toBe(said()['creds']);
  });

  it.each([
    ['gpu', 'true', 'True or False'],
    ['kubelet_user', 'system:node:Juju-ABC-7', 'system:node: and the name of the node in lower case'],
    ['kubelet_user', 'juju-abc-7', 'system:node: and the name of the node in lower case'],
    ['auth_group', 'system:masters', 'system:nodes'],
  ])('refuses %s %s', async (key, value, form) => {
    const { model, kubeControl } = aMaster();
    model.write(kubeControl, 'kubernetes-worker/1', { ...asked, [key]: value });
    const message = `kubernetes-master/0 does not understand kubernetes-worker/1 on kube-control:1: ${key}: not in the form; expected ${form}`;
    await expect(model.run('kubernetes-master/0')).rejects.toThrow(message);
  });

  it('refuses anything on an endpoint where the other side has nothing to say', async () => {
    const { model, api } = aMaster();
    model.write(api, 'kubernetes-worker/0', { port: '80' });
    await expect(model.run('kubernetes-master/0')).rejects.toThrow(
      'port: unknown key; expected no keys but those that Juju writes',
    );
  });
});
