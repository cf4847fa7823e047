import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { encodeKubeControl } from '../../src/interfaces/kube-control.ts';
import { encodeCni } from '../../src/interfaces/kubernetes-cni.ts';
import { encodeCertificateRequest } from '../../src/interfaces/tls-certificates.ts';
import { encodeDockerHost } from '../../src/interfaces/dockerhost.ts';
import { desiredDaemonMembers } from '../../src/workload/dockerd/daemon-members.ts';
import { mergeDaemonJson } from '../../src/workload/dockerd/daemon-json.ts';
import { renderDockerDefaults } from '../../src/workload/dockerd/defaults.ts';
import { renderDockerDropIn } from '../../src/workload/dockerd/drop-in.ts';
import { parseExtraArgs } from '../../src/workload/extra-args.ts';
import { desiredIngressManifests } from '../../src/workload/ingress.ts';
import { desiredKubeProxyArgs } from '../../src/workload/kube-proxy.ts';
import { desiredKubeletArgs } from '../../src/workload/kubelet.ts';
import { parseKubernetesVersion } from '../../src/workload/kubernetes-version.ts';
import { labelArguments, parseLabels } from '../../src/workload/labels.ts';
import { renderDockercfg } from '../../src/workload/registry/dockercfg.ts';
import { asSnapdReads, snapSettingChanges } from '../../src/workload/snap-settings.ts';

/*
 * Bytes and arguments of the charm of 2018, where others depend on them. What differs on purpose says so.
 */

const version = { major: 1, minor: 10, patch: 2 };
const kubeletFacts = {
  version,
  nodeName: 'juju-abc-3',
  nodeIp: '10.0.0.5',
  dns: { domain: 'cluster.local', ip: '10.152.183.10' },
  allowPrivileged: 'false',
  hasGpu: false,
} as const;
const kubeletOf2018 = [
  'require-kubeconfig=true',
  'kubeconfig=/root/cdk/kubeconfig',
  'network-plugin=cni',
  'v=0',
  'address=0.0.0.0',
  'port=10250',
  'cluster-domain=cluster.local',
  'anonymous-auth=false',
  'client-ca-file=/root/cdk/ca.crt',
  'tls-cert-file=/root/cdk/server.crt',
  'tls-private-key-file=/root/cdk/server.key',
  'logtostderr=true',
  'fail-swap-on=false',
  'node-ip=10.0.0.5',
  'cluster-dns=10.152.183.10',
  'allow-privileged=false',
];
/** On purpose: the node's name, and whom kubelet asks who may use its API. */
const notOf2018 = ['hostname-override=juju-abc-3', 'authentication-token-webhook=true', 'authorization-mode=Webhook'];
const written = (args: Readonly<Record<string, string | null>>) =>
  Object.entries(args).map(([key, value]) => `${key}=${value}`);

describe('what the worker says over its relations', () => {
  it('asks for a certificate with the keys and separators of 2018', () => {
    const facts = { publicAddress: '203.0.113.5', ingressAddress: '10.0.0.5', hostName: 'juju-abc-3' };
    const request = encodeCertificateRequest({ ...facts, unit: 'kubernetes-worker/0' });
    expect(Object.entries(request)).toEqual([
      ['common_name', '203.0.113.5'],
      ['sans', '["203.0.113.5", "10.0.0.5", "juju-abc-3"]'],
      ['certificate_name', 'kubernetes-worker_0'],
    ]);
  });

  it('introduces the node to kubernetes-master', () => {
    expect(Object.entries(encodeKubeControl({ nodeName: 'juju-abc-3', gpu: false }))).toEqual([
      ['kubelet_user', 'system:node:juju-abc-3'],
      ['auth_group', 'system:nodes'],
      ['gpu', 'False'],
    ]);
  });

  it('tells where Docker listens', () => {
    expect(encodeDockerHost()).toEqual({ url: 'unix:///var/run/docker.sock' });
  });

  it('introduces a worker to flannel', () => {
    expect(encodeCni()).toEqual({ is_master: 'False', kubeconfig_path: '/root/cdk/kubeconfig' });
  });
});

describe('arguments', () => {
  it('kubelet gets those of 2018 in their order, then those that repair it', () => {
    expect(written(desiredKubeletArgs(kubeletFacts, {}))).toEqual([...kubeletOf2018, ...notOf2018]);
  });

  it('kubelet gets the feature gate of 2018 where it has a GPU', () => {
    const args = written(desiredKubeletArgs({ ...kubeletFacts, hasGpu: true }, {}));
    expect(args).toEqual([...kubeletOf2018, 'feature-gates=DevicePlugins=true', ...notOf2018]);
  });

  it('kube-proxy gets those of 2018 in their order', () => {
    const facts = { version, clusterCidr: '10.1.0.0/16', server: 'https://10.0.0.4:443', nodeName: 'juju-abc-3' };
    expect(written(desiredKubeProxyArgs({ ...facts, inContainer: false }, {}))).toEqual([
      'cluster-cidr=10.1.0.0/16',
      'kubeconfig=/root/cdk/kubeproxyconfig',
      'logtostderr=true',
      'v=0',
      'master=https://10.0.0.4:443',
      'hostname-override=juju-abc-3',
    ]);
  });

  it('an extra argument that is gone is unset, and nothing else is touched', () => {
    const desired = desiredKubeletArgs(kubeletFacts, {});
    const stored = Object.entries({ ...desired, foo: 'bar' }).map(([key, text]) => [key, asSnapdReads(text)]);
    const current = Object.fromEntries(stored) as Readonly<Record<string, unknown>>;
    expect(snapSettingChanges(current, Object.keys(current), desired)).toEqual({ foo: null });
  });

  it('extra arguments split at the first equals sign', () => {
    const extra = parseExtraArgs('kubelet-extra-args', 'v=4 a=b=c flag');
    expect(extra).toEqual({ ok: true, value: { v: '4', a: 'b=c', flag: 'true' } });
  });
});

describe('files', () => {
  const unitFacts = { iptables: '/sbin/iptables', start: null };
  const optsOf = (rendered: ReturnType<typeof renderDockerDefaults>) =>
    rendered.ok ? rendered.value.split('\n').filter((line) => line !== '' && !line.startsWith('#')) : [];

  it('/etc/default/docker has two spaces where nothing is set', () => {
    expect(optsOf(renderDockerDefaults({ dockerOpts: '', runtime: 'apt' }))).toEqual(['DOCKER_OPTS="  "']);
  });

  // Differs on purpose: bridge, MTU and runtime were flags around the operator's, and are members of daemon.json.
  it('/etc/default/docker has the options of the operator alone, the others of 2018 are in daemon.json', () => {
    const rendered = renderDockerDefaults({ dockerOpts: ' --foo ', runtime: 'nvidia' });
    expect(optsOf(rendered)).toEqual(['DOCKER_OPTS="  --foo"']);
    const network = { subnet: '10.1.1.1/24', mtu: 1410 };
    const merged = mergeDaemonJson({}, desiredDaemonMembers({ network, isNvidia: true, servesPods: true }), {});
    expect(merged.ok && merged.value.config).toEqual({
      bip: '10.1.1.1/24',
      mtu: 1410,
      runtimes: { nvidia: { path: 'nvidia-container-runtime', runtimeArgs: [] } },
      'default-runtime': 'nvidia',
    });
  });

  it('/etc/default/docker has three comment lines, two empty lines and names its runtime in the third', () => {
    const rendered = renderDockerDefaults({ dockerOpts: '', runtime: 'apt' });
    const lines = rendered.ok ? rendered.value.split('\n') : [];
    expect(lines.slice(2)).toEqual(['# runtime = apt', '', '', 'DOCKER_OPTS="  "', '']);
    expect(lines.slice(0, 2).every((line) => line.startsWith('#'))).toBe(true);
  });

  // Differs on purpose: a drop-in of the package's unit, which the charm of 2018 replaced.
  it('dockerd gets the proxies that are set, in the original order; an empty one renders nothing', () => {
    const rendered = renderDockerDropIn({ ...unitFacts, httpProxy: 'http://p:1', httpsProxy: '', noProxy: 'a,b' });
    const environment = rendered.ok ? rendered.value.split('\n').filter((line) => line.startsWith('Environment=')) : [];
    expect(environment).toEqual(['Environment="HTTP_PROXY=http://p:1"', 'Environment="NO_PROXY=a,b"']);
  });

  it.each([
    [2024, true],
    [2025, false],
  ])('no_proxy of %i characters is accepted: %s', (length, isAccepted) => {
    const rendered = renderDockerDropIn({ ...unitFacts, httpProxy: '', httpsProxy: '', noProxy: 'a'.repeat(length) });
    expect(rendered.ok).toBe(isAccepted);
  });
});

describe('the cluster', () => {
  it('labels: what is gone is removed, what is wanted is set, and the application is named', () => {
    const labels = parseLabels('a=1 b=2');
    const { args, applied } = labelArguments({ b: '2', c: '3' }, labels.ok ? labels.value : {}, 'kubernetes-worker');
    expect([...args].sort()).toEqual(['a=1', 'b=2', 'c-', 'juju-application=kubernetes-worker']);
    expect(applied).toEqual({ a: '1', b: '2' });
  });

  it('the version is what kubelet prints', () => {
    expect(parseKubernetesVersion('Kubernetes v1.10.2\n')).toEqual(version);
  });

  it.each([
    [8, 'extensions/v1beta1'],
    [9, 'apps/v1beta2'],
    [10, 'apps/v1beta2'],
  ])('the ingress DaemonSet of Kubernetes 1.%i is of %s', async (kubernetesMinor, apiVersion) => {
    const templates = { backend: '{}', controller: 'apiVersion: {{daemonSetApiVersion}}' };
    const images = { nginxImage: 'n', backendImage: 'b' };
    const [, daemonSet] = await desiredIngressManifests({ app: 'w', kubernetesMinor, ...images, templates });
    expect(parse(daemonSet?.content ?? '')).toEqual({ apiVersion });
  });
});

describe('the registry', () => {
  it('is known to kubelet by the login as the charm of 2018 wrote it, to the byte', () => {
    const text = renderDockercfg('myregistry.company.com', 'dXNlckE6cGFzc3dvcmRB');
    expect(text).toBe('{"myregistry.company.com": {"auth": "dXNlckE6cGFzc3dvcmRB", "email": "root@localhost"}}');
    expect(Buffer.from(text).toString('base64')).toBe(
      'eyJteXJlZ2lzdHJ5LmNvbXBhbnkuY29tIjogeyJhdXRoIjogImRYTmxja0U2Y0dGemMzZHZjbVJCIiwgImVtYWlsIjogInJvb3RAbG9jYWxob3N0In19',
    );
  });
});
