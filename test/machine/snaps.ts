/** snapd on a machine without the world's store: snaps are made here, and a store tells what it is told to tell. */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { TestMachine } from './a-machine.ts';

/** What the store tells of a snap: version and revision, by channel. */
export type StoreChannels = Readonly<Record<string, { readonly version: string; readonly revision: number }>>;

/** snapd runs, and has what every snap needs: itself, as a snap, and a base with nothing in it. */
export async function provideSnapd(
  machine: TestMachine,
  store: Readonly<Record<string, StoreChannels>>,
): Promise<void> {
  await openStore(machine, store);
  // There is no udevd whose rules could be read again.
  await machine.write('/usr/local/sbin/udevadm', '#!/bin/sh\nexit 0\n', 0o755);
  await machine.write(
    '/etc/systemd/system/snapd.service.d/store.conf',
    `[Service]\nEnvironment=SNAPPY_FORCE_API_URL=http://127.0.0.1:${storePort}/\n`,
  );
  const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends'];
  await machine.run(['apt-get', 'update', '-qq']);
  await machine.run([...install, 'snapd', 'squashfs-tools', 'kubernetes-client']);
  const folders = baseFolders.map((folder) => `/root/core20/${folder}`);
  await machine.run(['mkdir', '-p', ...folders, '/root/snapd/usr/lib', '/root/snapd/usr/bin']);
  await machine.run(['cp', '-a', '/usr/lib/snapd', '/root/snapd/usr/lib/']);
  await machine.run(['cp', '/usr/bin/snap', '/root/snapd/usr/bin/']);
  const meta = (name: string, more: string) =>
    machine.write(
      `/root/${name}/meta/snap.yaml`,
      `name: ${name}\nversion: "1"\nsummary: s\ndescription: d\narchitectures: [all]\n${more}\n`,
    );
  await meta('core20', 'type: base');
  await meta('snapd', 'type: snapd\nbase: none');
  for (const name of ['snapd', 'core20']) {
    await machine.run(['snap', 'pack', `/root/${name}`, '/root', '--compression=lzo', '--filename', `${name}.snap`]);
    await machine.run(['snap', 'install', '--dangerous', `/root/${name}.snap`]);
  }
}

/**
 * A snap file, by its path on this computer: kubectl is the machine's own, the others are daemons that stay up and tell
 * the journal what they were started with, which their configure hook keeps. kubelet registers its node before.
 */
export async function packSnap(machine: TestMachine, name: string, version: string): Promise<string> {
  const folder = `/root/packing/${name}-${version}`;
  const isDaemon = name !== 'kubectl';
  const daemon = isDaemon ? `  daemon: {command: bin/${name}, daemon: simple}\n` : '';
  await machine.write(
    `${folder}/meta/snap.yaml`,
    `name: ${name}\nversion: "${version}"\nsummary: s\ndescription: d\nbase: core20\nconfinement: classic\n` +
      `architectures: [all]\napps:\n${daemon}  ${name}: {command: bin/${name}}\n`,
  );
  const hook = `#!/bin/sh\nsnapctl get -d ${settings.join(' ')} > "$SNAP_DATA/arguments"\n`;
  await machine.write(`${folder}/meta/hooks/configure`, hook, 0o755);
  const stub =
    `[ "$1" = --version ] && { echo 'Kubernetes v${version}'; exit 0; }\n` +
    `echo "${name} ${version} starts with $(tr -d '\\n\\t ' < "$SNAP_DATA/arguments")"\n` +
    `${name === 'kubelet' ? registration : ''}exec sleep infinity\n`;
  await machine.write(`${folder}/bin/${name}`, `#!/bin/sh\n${isDaemon ? stub : 'exec /usr/bin/kubectl "$@"\n'}`, 0o755);
  const file = `${name}_${version}.snap`;
  await machine.run(['snap', 'pack', folder, '/root', '--filename', file]);
  return path.join(machine.real.root, 'root', file);
}

/** How often the daemon of the snap has started, and what it said at its last start. */
export async function startsOf(
  machine: TestMachine,
  name: string,
): Promise<{ readonly count: number; readonly last: string }> {
  const argv = ['journalctl', '--no-pager', '-o', 'cat', '-u', `snap.${name}.daemon`];
  const lines = (await machine.run(argv)).stdout.split('\n').filter((line) => line.includes(' starts with '));
  return { count: lines.length, last: lines.at(-1) ?? '' };
}

/**
 * A store that tells of channels and has nothing to download.
 *
 * Source: https://api.snapcraft.io/docs/info.html
 */
async function openStore(machine: TestMachine, store: Readonly<Record<string, StoreChannels>>): Promise<void> {
  const http = createServer((request, response) => {
    const name = /^\/v2\/snaps\/info\/([^?/]+)/u.exec(request.url ?? '')?.[1] ?? '';
    const channels = store[name];
    response.writeHead(channels === undefined ? 404 : 200, { 'content-type': 'application/json' });
    const unknown = { 'error-list': [{ code: 'resource-not-found', message: 'No snap found' }] };
    response.end(JSON.stringify(channels === undefined ? unknown : infoOf(name, channels)));
  });
  const server = await machine.listen('127.0.0.1', storePort);
  server.on('connection', (socket: Socket) => void http.emit('connection', socket));
}

function infoOf(name: string, channels: StoreChannels): object {
  const id = 'a'.repeat(32);
  const publisher = { id: 'canonical', username: 'canonical', 'display-name': 'Canonical', validation: 'verified' };
  return {
    name,
    'snap-id': id,
    'default-track': null,
    snap: { name, title: name, summary: 's', description: 'd', publisher, 'snap-id': id, prices: {}, license: 'unset' },
    'channel-map': Object.entries(channels).map(([channel, { version, revision }]) => {
      const [track = '', risk = ''] = channel.split('/');
      return {
        channel: { architecture: 'all', name: channel, 'released-at': '2018-06-01T00:00:00+00:00', risk, track },
        ...{ version, revision, confinement: 'classic', type: 'app', base: null },
        download: { size: 22_000_000, url: 'http://127.0.0.1/none' },
      };
    }),
  };
}

/** Without a kubeconfig there is no cluster yet; a node that is there already stays. */
const registration =
  `echo '{"apiVersion":"v1","kind":"Node","metadata":{"name":"a-worker"}}' | ` +
  `/usr/bin/kubectl --kubeconfig=/root/cdk/kubeconfig create --validate=false -f - || true\n`;
const storePort = 8099;
/** Those of the settings that a test looks at; a hook has to name what it asks for. */
const settings: readonly string[] = ['kubeconfig', 'hostname-override', 'cluster-dns', 'cluster-cidr', 'v'];
const baseFolders: readonly string[] = [
  ...['bin', 'dev', 'etc', 'home', 'lib', 'lib64', 'media', 'meta', 'mnt', 'opt', 'proc', 'root', 'run', 'snap', 'sys'],
  ...['tmp', 'usr/bin', 'usr/lib/snapd', 'usr/src', 'var/lib/snapd', 'var/snap', 'var/tmp', 'var/log'],
];
