import { describe, expect, it } from 'vitest';
import { parseAllowPrivileged } from '../../../src/workload/allow-privileged.ts';
import { parseChannel } from '../../../src/workload/channel.ts';
import { kubeProxyFlags, kubeletFlags } from '../../../src/workload/flag-table.ts';
import { desiredKubeProxyArgs } from '../../../src/workload/kube-proxy.ts';
import { desiredKubeletArgs } from '../../../src/workload/kubelet.ts';
import { parseKubernetesVersion, supportedKubernetes } from '../../../src/workload/kubernetes-version.ts';

const version = { major: 1, minor: 10, patch: 2 };
const kubeletFacts = {
  version,
  nodeName: 'juju-abc-3',
  nodeIp: '10.0.0.5',
  dns: { domain: 'cluster.local', ip: '10.152.183.10' },
  allowPrivileged: 'false',
  hasGpu: false,
} as const;
const proxyFacts = {
  version,
  clusterCidr: '10.1.0.0/16',
  server: 'https://10.0.0.4:443',
  nodeName: 'juju-abc-3',
  inContainer: false,
};

describe("kubelet's arguments", () => {
  it('leave the DNS address out when the cluster has none', () => {
    const args = desiredKubeletArgs({ ...kubeletFacts, dns: { domain: 'cluster.local', ip: null } }, {});
    expect(args).toMatchObject({ 'cluster-domain': 'cluster.local' });
    expect(Object.keys(args)).not.toContain('cluster-dns');
  });

  it('are won by the operator, key by key', () => {
    const base = desiredKubeletArgs(kubeletFacts, {});
    expect(desiredKubeletArgs(kubeletFacts, { v: '4', 'max-pods': '50' })).toEqual({
      ...base,
      v: '4',
      'max-pods': '50',
    });
  });

  it('leave the name of the node to a cloud provider', () => {
    const args = desiredKubeletArgs(kubeletFacts, { 'cloud-provider': 'aws' });
    expect(Object.keys(args)).not.toContain('hostname-override');
  });

  it('take the name that the operator gives, cloud provider or not', () => {
    const args = desiredKubeletArgs(kubeletFacts, { 'cloud-provider': 'aws', 'hostname-override': 'n1' });
    expect(args['hostname-override']).toBe('n1');
  });

  it.each([
    [15, 'require-kubeconfig', true],
    [16, 'require-kubeconfig', false],
    [11, 'cluster-dns', true],
    [12, 'cluster-dns', false],
    [14, 'allow-privileged', true],
    [15, 'allow-privileged', false],
    [23, 'network-plugin', true],
    [24, 'network-plugin', false],
    [23, 'container-runtime', false],
    [24, 'container-runtime', true],
    [26, 'container-runtime', true],
    [27, 'container-runtime', false],
    [23, 'container-runtime-endpoint', false],
    [24, 'container-runtime-endpoint', true],
    [35, 'container-runtime-endpoint', true],
    [23, 'cgroup-driver', false],
    [24, 'cgroup-driver', true],
    [34, 'pod-infra-container-image', true],
    [35, 'pod-infra-container-image', false],
    [10, 'feature-gates', false],
    [35, 'kubeconfig', true],
    [9, 'kubeconfig', false],
  ])('at Kubernetes 1.%i have %s: %s', (minor, flag, isThere) => {
    const args = desiredKubeletArgs({ ...kubeletFacts, version: { ...version, minor } }, {});
    expect(Object.keys(args).includes(flag)).toBe(isThere);
  });

  it.each([
    [10, 'DevicePlugins=true'],
    [25, 'DevicePlugins=true'],
    [26, undefined],
  ])('of a GPU node at Kubernetes 1.%i have feature-gates %j', (minor, gates) => {
    const args = desiredKubeletArgs({ ...kubeletFacts, version: { ...version, minor }, hasGpu: true }, {});
    expect(args['feature-gates']).toBe(gates);
  });

  it("have the operator's feature gates in the place of the charm's, whole", () => {
    const args = desiredKubeletArgs({ ...kubeletFacts, hasGpu: true }, { 'feature-gates': 'HugePages=true' });
    expect(args['feature-gates']).toBe('HugePages=true');
  });

  it('leave every row of the table out for another major version', () => {
    expect(desiredKubeletArgs({ ...kubeletFacts, version: { ...version, major: 2 } }, {})).toEqual({
      kubeconfig: '/root/cdk/kubeconfig',
      v: '0',
      'node-ip': '10.0.0.5',
      'hostname-override': 'juju-abc-3',
      'container-runtime-endpoint': 'unix:///run/containerd/containerd.sock',
      'cgroup-driver': 'systemd',
    });
    expect(desiredKubeletArgs({ ...kubeletFacts, version: { ...version, major: 0 } }, {})).toEqual({});
  });
});

describe("kube-proxy's arguments", () => {
  it('leave the connection limits of a container alone', () => {
    const args = desiredKubeProxyArgs({ ...proxyFacts, inContainer: true }, {});
    expect(args).toEqual({ ...desiredKubeProxyArgs(proxyFacts, {}), 'conntrack-max-per-core': '0' });
  });

  it('are won by the operator, key by key', () => {
    expect(desiredKubeProxyArgs(proxyFacts, { 'cluster-cidr': '10.9.0.0/16' })['cluster-cidr']).toBe('10.9.0.0/16');
  });
});

describe('the flag table', () => {
  it.each([
    ['kubelet', kubeletFlags],
    ['kube-proxy', kubeProxyFlags],
  ])('has one row for each flag of %s, with an end behind its beginning', (_program, rows) => {
    const minor = (text: string) => Number(text.slice(2));
    expect(new Set(rows.map(({ flag }) => flag)).size).toBe(rows.length);
    expect(rows.filter(({ first, last }) => last !== null && minor(last) < minor(first))).toEqual([]);
  });
});

describe('the version of Kubernetes', () => {
  it.each([
    ['Kubernetes v1.10.2\n', { major: 1, minor: 10, patch: 2 }],
    ['1.10.13', { major: 1, minor: 10, patch: 13 }],
    ['v1.26.0-rc.1+abc', { major: 1, minor: 26, patch: 0 }],
    ['Kubernetes v1.9.11-snap', { major: 1, minor: 9, patch: 11 }],
  ])('in %j is %j', (text, expected) => {
    expect(parseKubernetesVersion(text)).toEqual(expected);
  });

  it.each(['', 'Kubernetes', 'v1.10', '1.10.', 'x1.10.2', 'a.b.c'])('is not in %j', (text) => {
    expect(parseKubernetesVersion(text)).toBeNull();
  });

  it('1.10 is supported', () => {
    expect(supportedKubernetes(version)).toEqual({ ok: true, value: version });
  });

  it.each([
    [{ major: 1, minor: 9, patch: 8 }, '1.9.8'],
    [{ major: 1, minor: 11, patch: 0 }, '1.11.0'],
    [{ major: 2, minor: 10, patch: 0 }, '2.10.0'],
  ])('%j is refused by a sentence that names it and what is supported', (other, name) => {
    const error = `Kubernetes ${name} is not supported by this charm; supported: 1.10`;
    expect(supportedKubernetes(other)).toEqual({ ok: false, error });
  });
});

describe('allow-privileged', () => {
  it.each([
    ['auto', 'false'],
    ['AUTO', 'false'],
    ['True', 'true'],
    [' false ', 'false'],
  ])('%j is %s', (text, value) => {
    expect(parseAllowPrivileged(text)).toEqual({ ok: true, value });
  });

  it.each(['', 'yes', '1', 'truee'])('%j is refused', (text) => {
    const error = { option: 'allow-privileged', problem: `"${text}" is not known`, accepted: 'auto, true or false' };
    expect(parseAllowPrivileged(text)).toEqual({ ok: false, error });
  });
});

describe('channel', () => {
  it.each(['1.10/stable', 'stable', '1.10', 'latest/edge/fix-1', 'edge/fix', ' 1.10/stable '])(
    '%j is accepted',
    (text) => {
      expect(parseChannel('channel', text)).toEqual({ ok: true, value: text.trim() });
    },
  );

  it.each(['', ' ', '1.10/', '/stable', '1.10/beta2', '1.10 stable', '--edge', '1.10/stable/a/b', 'stable;x'])(
    '%j is refused with the accepted form',
    (text) => {
      const parsed = parseChannel('channel', text);
      expect(parsed.ok ? null : parsed.error).toMatchObject({
        option: 'channel',
        accepted: expect.stringContaining('1.10/stable') as string,
      });
    },
  );
});
