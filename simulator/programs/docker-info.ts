import type { Machine } from '../contract.ts';
import { kernelRelease } from './archive.ts';
import { containersOf, imagesOf } from './containers.ts';
import { cgroupDriverOf } from './docker-daemon.ts';
import { isAtLeast } from './docker-version.ts';
import { releases } from './releases.ts';
import type { DockerdRecord } from './state.ts';

/** What dockerd says of itself, by the names of its API. Source: https://docs.docker.com/reference/api/engine/, `GET /info` */
export function dockerInfo(machine: Machine, dockerd: DockerdRecord): Readonly<Record<string, unknown>> {
  const { version, directives, environment } = dockerd;
  const containers = containersOf(machine);
  const proxy = (directive: string, ...names: readonly string[]) =>
    directives[directive] ?? names.map((name) => environment[name]).find((value) => value !== undefined) ?? '';
  const isUnified = machine.series === 'jammy' || machine.series === 'noble';
  return {
    ID: 'ABCD:EFGH:IJKL:MNOP:QRST:UVWX:YZ23:4567:ABCD:EFGH:IJKL:MNOP',
    Containers: containers.length,
    ContainersRunning: containers.filter(({ isRunning }) => isRunning).length,
    ContainersPaused: 0,
    ContainersStopped: containers.filter(({ isRunning }) => !isRunning).length,
    Images: imagesOf(machine).length,
    Driver: directives['storage-driver'] ?? 'overlay2',
    LoggingDriver: directives['log-driver'] ?? 'json-file',
    CgroupDriver: cgroupDriverOf(machine, dockerd),
    ...(isAtLeast(version, 20, 10) ? { CgroupVersion: isUnified ? '2' : '1' } : {}),
    Debug: directives['debug'] ?? false,
    KernelVersion: kernelRelease(machine),
    OperatingSystem: `Ubuntu ${releases[machine.series].version} LTS`,
    OSType: 'linux',
    DockerRootDir: directives['data-root'] ?? directives['graph'] ?? '/var/lib/docker',
    HttpProxy: proxy('http-proxy', 'HTTP_PROXY', 'http_proxy'),
    HttpsProxy: proxy('https-proxy', 'HTTPS_PROXY', 'https_proxy'),
    NoProxy: proxy('no-proxy', 'NO_PROXY', 'no_proxy'),
    Name: machine.hostName,
    Labels: directives['labels'] ?? [],
    ServerVersion: version,
    Runtimes: runtimesOf(dockerd),
    DefaultRuntime: directives['default-runtime'] ?? 'runc',
    LiveRestoreEnabled: directives['live-restore'] ?? false,
    RegistryConfig: registries(directives),
    Warnings: null,
  };
}

/** The same as text, as far as people and charms read it. */
export function dockerInfoText(info: Readonly<Record<string, unknown>>): string {
  const text = (name: string) => (typeof info[name] === 'string' ? info[name] : JSON.stringify(info[name]));
  const list = (name: string) =>
    Array.isArray(info[name]) ? info[name].map((each) => `  ${String(each)}\n`).join('') : '';
  const optional = (label: string, name: string) => (text(name) === '' ? '' : ` ${label}: ${text(name)}\n`);
  return `Client:
 Context:    default
 Debug Mode: false

Server:
 Containers: ${text('Containers')}
  Running: ${text('ContainersRunning')}
  Paused: 0
  Stopped: ${text('ContainersStopped')}
 Images: ${text('Images')}
 Server Version: ${text('ServerVersion')}
 Storage Driver: ${text('Driver')}
 Logging Driver: ${text('LoggingDriver')}
 Cgroup Driver: ${text('CgroupDriver')}
 Runtimes: ${Object.keys(info['Runtimes'] ?? {}).join(' ')}
 Default Runtime: ${text('DefaultRuntime')}
 Operating System: ${text('OperatingSystem')}
 Name: ${text('Name')}
 Docker Root Dir: ${text('DockerRootDir')}
${optional('HTTP Proxy', 'HttpProxy')}${optional('HTTPS Proxy', 'HttpsProxy')}${optional('No Proxy', 'NoProxy')} Labels:
${list('Labels')} Live Restore Enabled: ${text('LiveRestoreEnabled')}
`;
}

function runtimesOf({ version, directives }: DockerdRecord): Readonly<Record<string, unknown>> {
  const { runtimes } = directives;
  const own = isAtLeast(version, 20, 10)
    ? { 'io.containerd.runc.v2': { path: 'runc' }, runc: { path: 'runc' } }
    : { runc: { path: 'runc' } };
  return typeof runtimes === 'object' ? { ...own, ...runtimes } : own;
}

function registries(directives: Readonly<Record<string, unknown>>): object {
  const texts = (key: string) => (Array.isArray(directives[key]) ? directives[key].map(String) : []);
  const mirrors = texts('registry-mirrors').map((mirror) => (mirror.endsWith('/') ? mirror : `${mirror}/`));
  const insecure = texts('insecure-registries');
  const isNetwork = (each: string) => /^[\d.]+\/\d+$/u.test(each);
  const index = (name: string, isSecure: boolean): [string, object] => [
    name,
    { Name: name, Mirrors: name === 'docker.io' ? mirrors : [], Secure: isSecure, Official: name === 'docker.io' },
  ];
  return {
    InsecureRegistryCIDRs: [...insecure.filter(isNetwork), '127.0.0.0/8'],
    IndexConfigs: Object.fromEntries([
      index('docker.io', true),
      ...insecure.filter((each) => !isNetwork(each)).map((each) => index(each, false)),
    ]),
    Mirrors: mirrors,
  };
}
