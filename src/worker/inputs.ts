import * as z from 'zod/mini';
import { upgradeRecordSchema } from '../juju/juju.ts';
import type { NetworkInfo } from '../juju/juju.ts';
import { decodeCertificates } from '../interfaces/tls-certificates.ts';
import { apiServerUrl, decodeEndpoint } from '../interfaces/http.ts';
import { decodeCredentials, decodeDns, nodeUser } from '../interfaces/kube-control.ts';
import { decodeSdnPlugin } from '../interfaces/sdn-plugin.ts';
import { decodeCni } from '../interfaces/kubernetes-cni.ts';
import { cgroupArgumentsIn } from '../workload/kernel-arguments.ts';
import { servesPods } from '../workload/dockerd/serves-pods.ts';
import { chooseServer } from '../workload/kubeconfig.ts';
import { driftPaths } from './drift-paths.ts';
import { hasDockerd } from './first-file.ts';
import {
  always,
  drift,
  presence,
  receivedShape,
  resource,
  text,
  truth,
  withConfig,
  withRelation,
} from './input-kinds.ts';
import type { InputDefinition } from './input-kinds.ts';
import type { HostAddresses, InputName, Inputs, InstalledKubelet, NvidiaHardware, SnapName } from './input-types.ts';
import { askForUnits } from './ask-for-units.ts';
import { loadedDriver, readCuda } from './nvidia-driver.ts';
import { received } from './received.ts';
import type { Sources } from './sources.ts';

/** Every input: which hooks can have changed it, and how it is asked for. */
export const inputTable: { readonly [I in InputName]: InputDefinition<Inputs[I]> } = {
  'config.allow-privileged': text('allow-privileged'),
  'config.channel': text('channel'),
  'config.default-backend-image': text('default-backend-image'),
  'config.cuda_repo': text('cuda_repo'),
  'config.docker-ce-package': text('docker-ce-package'),
  'config.docker-logins': text('docker-logins'),
  'config.docker-opts': text('docker-opts'),
  'config.docker_runtime': text('docker_runtime'),
  'config.docker_runtime_key_fingerprint': text('docker_runtime_key_fingerprint'),
  'config.docker_runtime_key_url': text('docker_runtime_key_url'),
  'config.docker_runtime_package': text('docker_runtime_package'),
  'config.docker_runtime_repo': text('docker_runtime_repo'),
  'config.drain-before-runtime-change': truth('drain-before-runtime-change'),
  'config.drain-before-upgrade': truth('drain-before-upgrade'),
  'config.enable-cgroups': truth('enable-cgroups'),
  'config.http_proxy': text('http_proxy'),
  'config.https_proxy': text('https_proxy'),
  'config.ingress': truth('ingress'),
  'config.kubelet-extra-args': text('kubelet-extra-args'),
  'config.labels': text('labels'),
  'config.nginx-image': text('nginx-image'),
  'config.no_proxy': text('no_proxy'),
  'config.nvidia-container-runtime-package': text('nvidia-container-runtime-package'),
  'config.nvidia-docker-package': text('nvidia-docker-package'),
  'config.nvidia-driver-package': text('nvidia-driver-package'),
  'config.proxy-extra-args': text('proxy-extra-args'),
  'config.require-manual-upgrade': truth('require-manual-upgrade'),
  'config.snap_proxy': text('snap_proxy'),
  'config.snap_proxy_url': text('snap_proxy_url'),
  'relation.certificates': presence('certificates'),
  'relation.cni': presence('cni'),
  'relation.dockerhost': presence('dockerhost'),
  'relation.kube-api-endpoint': presence('kube-api-endpoint'),
  'relation.kube-control': presence('kube-control'),
  'relation.sdn-plugin': presence('sdn-plugin'),
  'certificates.material': {
    asked: withRelation('certificates'),
    stored: receivedShape(z.object({ ca: z.string(), certificate: z.string(), key: z.string() })),
    read: (sources, previous) =>
      received(sources, 'certificates', previous, (bag, remote) => decodeCertificates(bag, remote, sources.unit)),
  },
  'cni.cidr': {
    asked: withRelation('cni'),
    stored: receivedShape(z.string()),
    read: (sources, previous) =>
      received(sources, 'cni', previous, (bag, remote) => {
        const decoded = decodeCni(bag, remote);
        return decoded.ok ? { ok: true, value: decoded.value?.cidr ?? null } : decoded;
      }),
  },
  'kube-api.servers': {
    asked: withRelation('kube-api-endpoint'),
    stored: receivedShape(z.readonly(z.array(z.string()))),
    read: async (sources, previous) => {
      const servers = new Set<string>();
      const result = await received<string>(sources, 'kube-api-endpoint', null, (bag, remote) => {
        const decoded = decodeEndpoint(bag, remote);
        if (!decoded.ok || decoded.value === null) return decoded.ok ? { ok: true, value: null } : decoded;
        const server = apiServerUrl(decoded.value);
        servers.add(server);
        return { ok: true, value: server };
      });
      const found = [...servers].sort();
      return { value: found.length > 0 ? found : (previous?.value ?? null), problem: result.problem };
    },
  },
  'kube-api.server': {
    asked: withRelation('kube-api-endpoint'),
    stored: z.nullable(z.string()),
    read: async (sources, previous) => {
      const servers = (await sources.input('kube-api.servers')).value ?? [];
      return chooseServer(servers, unitNumber(sources.unit), previous);
    },
  },
  'kube-control.credentials': {
    asked: withRelation('kube-control'),
    stored: receivedShape(z.object({ kubeletToken: z.string(), proxyToken: z.string(), clientToken: z.string() })),
    read: async (sources, previous) => {
      const user = nodeUser(await sources.input('host.name'));
      return received(sources, 'kube-control', previous, (bag, remote) => decodeCredentials(bag, remote, user));
    },
  },
  'kube-control.dns': {
    asked: withRelation('kube-control'),
    stored: receivedShape(z.object({ domain: z.string(), ip: z.nullable(z.string()) })),
    read: (sources, previous) => received(sources, 'kube-control', previous, decodeDns),
  },
  'sdn-plugin.network': {
    asked: withRelation('sdn-plugin'),
    stored: receivedShape(z.object({ subnet: z.string(), mtu: z.number() })),
    read: async (sources, previous) => {
      const { value, problem } = await received(sources, 'sdn-plugin', null, decodeSdnPlugin);
      // Nonsense does not cut containers off; but a plugin that is gone gives back Docker's own bridge.
      return { value: value ?? (problem === null ? null : (previous?.value ?? null)), problem };
    },
  },
  'resource.cni': resource(async (sources) => {
    const architecture = await sources.input('host.architecture');
    return architecturesWithCni.includes(architecture) ? [`cni-${architecture}`, 'cni-plugins'] : ['cni-plugins'];
  }, true),
  'resource.kubectl': resource(async () => ['kubectl'], false),
  'resource.kubelet': resource(async () => ['kubelet'], false),
  'resource.kube-proxy': resource(async () => ['kube-proxy'], false),
  'host.addresses': {
    asked: withConfig,
    stored: z.object({ publicAddress: z.string(), ingressAddress: z.string() }),
    read: readAddresses,
  },
  'host.architecture': { asked: always, stored: z.string(), read: ({ machine }) => machine.architecture() },
  'host.container': { asked: always, stored: z.nullable(z.string()), read: ({ machine }) => machine.container() },
  'host.cuda': {
    asked: 'live',
    stored: z.nullable(z.object({ asked: z.string(), version: z.nullable(z.string()) })),
    read: async ({ machine, input }, previous) => readCuda(machine, (await input('host.nvidia')).driver, previous),
  },
  'host.docker': {
    asked: 'live',
    stored: z.boolean(),
    read: ({ machine }) => hasDockerd(machine.files),
  },
  'host.dockershim': {
    asked: 'live',
    stored: z.boolean(),
    // An input of its own: another version on the same side of Kubernetes 1.24 is no change for dockerd.
    read: async (sources) => {
      const kubelet = await sources.input('host.kubelet-version');
      return servesPods(kubelet?.version ?? null, await sources.input('config.channel'));
    },
  },
  'host.kubelet-version': {
    asked: 'live',
    stored: z.nullable(z.object({ revision: z.string(), version: z.string() })),
    read: readKubeletVersion,
  },
  'host.nvidia': {
    asked: 'live',
    stored: z.object({ gpus: z.number(), driver: z.nullable(z.string()) }),
    read: readNvidia,
  },
  'host.release': {
    asked: always,
    stored: z.object({
      id: z.string(),
      versionId: z.string(),
      codename: z.nullable(z.string()),
      prettyName: z.string(),
    }),
    read: ({ machine }) => machine.release(),
  },
  'host.kernel': {
    asked: 'live',
    stored: z.object({ arguments: z.readonly(z.array(z.string())), bootId: z.nullable(z.string()) }),
    read: async ({ machine }) => ({
      arguments: cgroupArgumentsIn((await machine.files.readText('/proc/cmdline')) ?? ''),
      bootId: await machine.bootId(),
    }),
  },
  'host.name': { asked: 'live', stored: z.string(), read: ({ machine }) => machine.hostName() },
  'host.snaps': {
    asked: 'live',
    stored: z.object({
      kubectl: z.nullable(z.string()),
      kubelet: z.nullable(z.string()),
      'kube-proxy': z.nullable(z.string()),
    }),
    read: async ({ machine }) => ({
      kubectl: await machine.snap.revision('kubectl'),
      kubelet: await machine.snap.revision('kubelet'),
      'kube-proxy': await machine.snap.revision('kube-proxy'),
    }),
  },
  'machine.runtime': {
    asked: 'live',
    stored: z.nullable(z.enum(['apt', 'upstream', 'nvidia', 'custom'])),
    read: async ({ record }) => record().runtime?.kind ?? null,
  },
  'model.proxies': {
    // From the environment of the hook, so that it costs nothing.
    asked: 'live',
    stored: z.object({ http: z.string(), https: z.string(), none: z.string() }),
    read: async ({ proxies }) => proxies,
  },
  'model.uuid': { asked: 'live', stored: z.nullable(z.string()), read: async ({ modelUuid }) => modelUuid },
  'juju.units': {
    asked: 'live',
    stored: z.nullable(z.object({ isLeader: z.boolean(), units: z.readonly(z.array(z.string())) })),
    read: askForUnits,
  },
  'machine.pods-left': {
    asked: 'live',
    stored: z.readonly(z.array(z.string())),
    read: async ({ record }) => (record().paused ? record().podsLeft : []),
  },
  'machine.cordoned': { asked: 'live', stored: z.boolean(), read: async ({ record }) => record().cordoned },
  'machine.upgrade': {
    asked: 'live',
    stored: z.nullable(upgradeRecordSchema),
    read: async ({ record }) => record().upgrade,
  },
  'drift.cni': drift(() => driftPaths.cni),
  'drift.containerd': drift(() => driftPaths.containerd),
  'drift.docker': drift(() => driftPaths.docker),
  'drift.grub': drift(() => driftPaths.grub),
  'drift.ingress': drift(() => driftPaths.ingress),
  'drift.kubeconfigs': drift(() => driftPaths.kubeconfigs),
  'drift.kubelet-api': drift(() => driftPaths['kubelet-api']),
  'drift.logins': drift(() => driftPaths.logins),
  'drift.packages': drift(() => driftPaths.packages),
  'drift.runtime-class': drift(() => driftPaths['runtime-class']),
  'drift.snapd': drift(() => driftPaths.snapd),
  'drift.supervision': drift(() => driftPaths.supervision),
  'drift.tls': drift((sources) => driftPaths.tls(sources.app)),
};

/** Architectures for which the charm declares a `cni-ARCHITECTURE` resource; the others take `cni-plugins`. */
const architecturesWithCni: readonly string[] = ['amd64', 'arm64', 's390x'];

/** The snaps that make a worker, in the order of their installation. */
export const snapNames: readonly SnapName[] = ['kubectl', 'kubelet', 'kube-proxy'];

/** The number behind the slash of a unit's name. */
export function unitNumber(unit: string): number {
  return Number(unit.slice(unit.lastIndexOf('/') + 1));
}

async function readNvidia({ machine }: Sources): Promise<NvidiaHardware> {
  const cards = await machine.pciDevices({ vendor: nvidiaVendor });
  const gpus = cards.filter(({ deviceClass }) => deviceClass.startsWith(displayClass)).length;
  if (gpus === 0) return { gpus, driver: null };
  return { gpus, driver: await loadedDriver(machine.files) };
}

/** PCI's number of NVIDIA, and the class of display controllers: a network card or an audio function has another. */
const nvidiaVendor = '10de';
const displayClass = '03';

async function readAddresses({ tools }: Sources): Promise<HostAddresses> {
  const network: NetworkInfo = await tools.network('kube-control');
  const ingressAddress = network.ingressAddresses[0] ?? (await tools.address('private-address'));
  if (ingressAddress === null) throw new Error('Juju knows no private address of this unit');
  const publicAddress = (await tools.address('public-address')) ?? ingressAddress;
  return { publicAddress, ingressAddress };
}

/** The version is asked of the program only when the snap's revision is another than last time. */
async function readKubeletVersion(
  { machine }: Sources,
  previous: InstalledKubelet | null,
): Promise<InstalledKubelet | null> {
  const revision = await machine.snap.revision('kubelet');
  if (revision === null) return null;
  if (previous?.revision === revision) return previous;
  const { stdout } = await machine.run(['kubelet', '--version']);
  const version = stdout.trim().replace(/^.* v/u, '');
  return { revision, version };
}
