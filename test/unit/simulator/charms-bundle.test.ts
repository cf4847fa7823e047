import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inert } from '../../../simulator/charms/charms.ts';
import { ClusterUnreachable } from '../../../simulator/contract.ts';
import { aModel } from './charms-fixture.ts';

const authority = {};

function aBundle() {
  const model = aModel({ authority });
  const balancer = model.add('kubeapi-load-balancer/0');
  const etcd = model.add('etcd/0');
  model.add('etcd/1');
  const master = model.add('kubernetes-master/0');
  const flannelOfMaster = model.add('flannel/0', { beside: 'kubernetes-master/0' });
  model.add('kubernetes-worker/0', { charm: inert('kubernetes-worker') });
  const flannel = model.add('flannel/1', { beside: 'kubernetes-worker/0' });
  model.add('easyrsa/0');
  const certificates = model.relate('easyrsa/0 client', 'kubernetes-master/0 certificates');
  model.relate('easyrsa/0 client', 'kubeapi-load-balancer/0 certificates');
  model.relate('easyrsa/0 client', 'etcd/0 certificates', 'etcd/1 certificates');
  model.relate('etcd/0 cluster', 'etcd/1 cluster');
  model.relate('etcd/0 db', 'etcd/1 db', 'kubernetes-master/0 etcd');
  const database = model.relate('etcd/0 db', 'etcd/1 db', 'flannel/0 etcd', 'flannel/1 etcd');
  const apiServer = model.relate('kubernetes-master/0 kube-api-endpoint', 'kubeapi-load-balancer/0 apiserver');
  model.relate('kubernetes-master/0 loadbalancer', 'kubeapi-load-balancer/0 loadbalancer');
  model.relate('flannel/0 cni', 'kubernetes-master/0 cni');
  const cni = model.relate('flannel/1 cni', 'kubernetes-worker/0 cni');
  const website = model.relate('kubeapi-load-balancer/0 website', 'kubernetes-worker/0 kube-api-endpoint');
  const worker = { is_master: 'False', kubeconfig_path: '/root/cdk/kubeconfig' };
  const version = () => {
    const server = `https://${balancer.machine.address}:443`;
    const caPem = certificates.bags['easyrsa/0']?.['ca'] ?? '';
    return model.cluster.request({ server, caPem, token: '', method: 'GET', path: '/version' });
  };
  return {
    model,
    balancer,
    etcd,
    master,
    flannelOfMaster,
    flannel,
    database,
    apiServer,
    cni,
    website,
    worker,
    version,
  };
}

describe('the stand-ins of canonical-kubernetes', () => {
  it('settle with every unit active', async () => {
    const { model, balancer, etcd, master, flannelOfMaster, flannel, cni, worker } = aBundle();
    model.write(cni, 'kubernetes-worker/0', worker);
    await model.settle();
    expect([balancer, etcd, master, flannelOfMaster, flannel].map(({ status }) => status)).toEqual([
      'active: Loadbalancer ready.',
      'active: Healthy with 2 known peers',
      'active: Kubernetes master running.',
      'active: Flannel subnet 10.1.1.1/24',
      'active: Flannel subnet 10.1.2.1/24',
    ]);
  });

  it('serve the API at the load balancer, which tells workers so', async () => {
    const { model, balancer, website, version } = aBundle();
    await model.settle();
    const address = balancer.machine.address;
    expect(version().status).toBe(200);
    expect(website.bags['kubeapi-load-balancer/0']).toMatchObject({
      hostname: address,
      'private-address': address,
      port: '443',
    });
  });

  it('serve at the port that the operator wants, and no longer at the one before', async () => {
    const { model, balancer, website, version } = aBundle();
    await model.settle();
    balancer.config['port'] = 8443;
    await model.settle();
    expect(version).toThrow(ClusterUnreachable);
    expect(website.bags['kubeapi-load-balancer/0']?.['port']).toBe('8443');
  });

  it('no longer serve at the load balancer when the master is gone', async () => {
    const { model, apiServer, version } = aBundle();
    await model.settle();
    model.unrelate(apiServer);
    await model.settle();
    expect(version).toThrow(ClusterUnreachable);
  });

  it('tell clients of etcd all of its members', async () => {
    const { model, database } = aBundle();
    await model.settle();
    expect(database.bags['etcd/1']?.['connection_string']).toBe('https://10.5.0.2:2379,https://10.5.0.3:2379');
  });
});

describe('flannel', () => {
  it('puts its files on the machine and tells the address range when the worker has said what it is', async () => {
    const { model, cni, worker, flannel } = aBundle();
    await model.settle();
    expect(cni.bags['flannel/1']?.['cidr']).toBeUndefined();
    expect(flannel.status).toBe('waiting: Waiting for the principal charm to configure CNI.');
    model.write(cni, 'kubernetes-worker/0', worker);
    await model.settle();
    expect(cni.bags['flannel/1']?.['cidr']).toBe('10.1.0.0/16');
    const { root } = flannel.machine;
    const conflist: unknown = JSON.parse(readFileSync(path.join(root, 'etc/cni/net.d/10-flannel.conflist'), 'utf8'));
    expect(conflist).toMatchObject({ plugins: [{ type: 'flannel' }, { type: 'portmap' }] });
    for (const plugin of ['flannel', 'bridge', 'host-local', 'portmap']) {
      expect(statSync(path.join(root, 'opt/cni/bin', plugin)).mode & 0o777).toBe(0o755);
    }
  });

  it('does not touch its files again when nothing has changed', async () => {
    const { model, cni, worker, flannel } = aBundle();
    model.write(cni, 'kubernetes-worker/0', worker);
    await model.settle();
    const file = path.join(flannel.machine.root, 'etc/cni/net.d/10-flannel.conflist');
    const { ino, mtimeMs } = statSync(file);
    expect(await model.run('flannel/1', 'update-status')).toBe(0);
    expect(statSync(file)).toMatchObject({ ino, mtimeMs });
  });

  it('takes the network away when it is removed', async () => {
    const { model, cni, worker, flannel } = aBundle();
    model.write(cni, 'kubernetes-worker/0', worker);
    await model.settle();
    await model.run('flannel/1', 'stop');
    expect(existsSync(path.join(flannel.machine.root, 'etc/cni/net.d/10-flannel.conflist'))).toBe(false);
  });

  it.each([
    [
      { is_master: 'false', kubeconfig_path: '/root/cdk/kubeconfig' },
      'is_master: not in the form; expected True or False',
    ],
    [
      { is_master: 'False', kubeconfig_path: '/root/.kube/config' },
      'kubeconfig_path: not in the form; expected /root/cdk/kubeconfig',
    ],
    [{ is_master: 'False' }, 'kubeconfig_path: absent; expected /root/cdk/kubeconfig'],
    [{ kubeconfig_path: '/root/cdk/kubeconfig' }, 'is_master: absent; expected True or False'],
  ])('refuses %j', async (wrong, message) => {
    const { model, cni } = aBundle();
    model.write(cni, 'kubernetes-worker/0', wrong);
    await expect(model.settle()).rejects.toThrow(
      `flannel/1 does not understand kubernetes-worker/0 on cni:9: ${message}`,
    );
  });
});
