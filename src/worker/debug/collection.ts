import { hostPath } from '../../host/host.ts';
import type { Arg, Machine } from '../../host/host.ts';
import { kubeconfigPaths } from '../kubectl.ts';

/** A program, and the file that holds what it prints. */
export interface Item {
  readonly file: string;
  readonly argv: readonly [string, ...Arg[]];
  /** 20 seconds when left out. */
  readonly timeoutMs?: number;
  /** 4 MiB when left out; what a program prints beyond that is left out. */
  readonly maxBytes?: number;
  /** Exit codes that are no failure; 0 unless told. */
  readonly okExitCodes?: readonly number[];
  /** It prints the environments of pods, whose values may be secrets of anybody. */
  readonly hasEnvironment?: boolean;
}

/** One item for each name that the machine has. */
export interface EachItem {
  /** What the names are of, for messages. */
  readonly of: string;
  readonly names: (machine: Pick<Machine, 'run' | 'files'>) => Promise<readonly string[]>;
  readonly item: (name: string) => Item;
}

/** What the archive holds in one folder; its name is that of the script of 2018. */
export interface Section {
  readonly name: string;
  readonly items: readonly (Item | EachItem)[];
}

/** At most this many files of one kind: a node has hundreds of containers. */
export const mostOfEach = 60;

const journal = (file: string, unit: string): Item => ({
  file,
  argv: ['journalctl', '--no-pager', `--unit=${unit}`, '--lines=10000'],
});
/** In full: what is cut off at the width of a terminal may be half of a secret. */
const systemStatus = (file: string, unit: string): Item => ({
  file,
  argv: ['systemctl', 'status', '--full', '--no-pager', unit],
  // 3 and 4 tell of a unit that does not run, or is not there.
  okExitCodes: [0, 3, 4],
});
/** A file that is not there is no failure: cat says so beside the others' complaints. */
const text = (file: string, path: string): Item => ({ file, argv: ['cat', hostPath(path)], okExitCodes: [0, 1] });
const kubectl = (file: string, args: readonly string[], more: Partial<Item> = {}): Item => ({
  file,
  argv: ['kubectl', hostPath(kubeconfigPaths.node, '--kubeconfig='), ...args, '--request-timeout=10s'],
  ...more,
});
const describeAll = (kind: string, more: Partial<Item> = {}): Item =>
  kubectl(`describe-${kind}`, ['describe', kind, '--all-namespaces'], more);
const crictl = (file: string, args: readonly string[]): Item => ({
  file,
  argv: ['crictl', '--runtime-endpoint=unix:///run/containerd/containerd.sock', ...args],
});

/**
 * Everything that is asked of a machine's programs, with the sections and files that the charm of 2018 had, and what
 * has come since. Nothing here asks for the content of Secrets.
 */
export const collection: readonly Section[] = [
  {
    name: 'containerd',
    items: [
      text('config.toml', '/etc/containerd/config.toml'),
      { file: 'ctr-version', argv: ['ctr', 'version'] },
      { file: 'ctr-containers', argv: ['ctr', '--namespace=k8s.io', 'containers', 'list'] },
      crictl('crictl-info', ['info']),
      crictl('crictl-ps', ['ps', '--all']),
      crictl('crictl-pods', ['pods']),
      crictl('crictl-images', ['images']),
      systemStatus('containerd-systemctl-status', 'containerd'),
      journal('containerd-journal', 'containerd'),
    ],
  },
  {
    name: 'docker',
    items: [
      { file: 'docker-version', argv: ['docker', 'version'] },
      { file: 'docker-info', argv: ['docker', 'info'] },
      { file: 'docker-ps', argv: ['docker', 'ps', '--all', '--no-trunc'] },
      { file: 'docker-images', argv: ['docker', 'images', '--all'] },
      text('daemon.json', '/etc/docker/daemon.json'),
      systemStatus('docker-systemctl-status', 'docker'),
      journal('docker-journal', 'docker'),
      {
        of: 'containers',
        names: async ({ run }) => {
          const { stdout } = await run(['docker', 'ps', '--all', '--format', '{{.Names}}'], { timeoutMs: 20_000 });
          return stdout.split('\n').filter((name) => /^[A-Za-z0-9][A-Za-z0-9_.-]*$/u.test(name));
        },
        item: (name) => ({ file: `container-logs/${name}`, argv: ['docker', 'logs', '--tail=1000', name] }),
      },
    ],
  },
  {
    name: 'filesystem',
    items: [
      { file: 'df-h', argv: ['df', '-h'] },
      { file: 'df-hT', argv: ['df', '-hT'] },
      // Of the root alone and not deep: a node has millions of files in the layers of its images.
      { file: 'du-h', argv: ['du', '-h', '-x', '--max-depth=3', hostPath('/')], okExitCodes: [0, 1] },
      { file: 'mount', argv: ['mount'] },
      { file: 'findmnt', argv: ['findmnt', '-A'] },
      { file: 'lsblk', argv: ['lsblk'] },
      { file: 'lsof', argv: ['lsof', '-n', '-P'], okExitCodes: [0, 1] },
      { file: 'lslocks', argv: ['lslocks'] },
    ],
  },
  {
    name: 'inotify',
    items: [
      { file: 'sysctl-limits', argv: ['sysctl', 'fs.inotify'] },
      {
        file: 'inotify-instances',
        argv: ['find', hostPath('/proc'), '-maxdepth', '3', '-lname', '*inotify*', '-printf', '%p -> %l\\n'],
        // Processes end while it looks at them.
        okExitCodes: [0, 1],
      },
    ],
  },
  {
    name: 'juju-logs',
    items: [
      {
        of: 'logs of Juju',
        names: async ({ files }) => ((await files.list('/var/log/juju')) ?? []).filter((name) => !/\.gz$/u.test(name)),
        item: (name) => ({ file: name, argv: ['tail', '--lines=20000', hostPath(`/var/log/juju/${name}`)] }),
      },
    ],
  },
  {
    name: 'kubectl',
    items: [
      kubectl('cluster-info', ['cluster-info']),
      kubectl('cluster-info-dump', ['cluster-info', 'dump'], { timeoutMs: 60_000, hasEnvironment: true }),
      describeAll('pods', { hasEnvironment: true }),
      ...['svc', 'ingress', 'secrets', 'pv', 'pvc', 'rc'].map((kind) => describeAll(kind)),
      kubectl('describe-nodes', ['describe', 'nodes']),
      kubectl('version', ['version']),
    ],
  },
  {
    name: 'kubernetes-worker-services',
    items: ['kubelet', 'kube-proxy'].flatMap((name) => [
      systemStatus(`${name}-systemctl-status`, `snap.${name}.daemon`),
      journal(`${name}-journal`, `snap.${name}.daemon`),
      { file: `${name}-settings`, argv: ['snap', 'get', '-d', name] as const },
    ]),
  },
  {
    name: 'network',
    items: [
      { file: 'ifconfig', argv: ['ifconfig', '-a'] },
      text('resolv.conf', '/etc/resolv.conf'),
      text('interfaces', '/etc/network/interfaces'),
      { file: 'netstat', argv: ['netstat', '-planut'] },
      { file: 'route', argv: ['route', '-n'] },
      { file: 'iptables-save', argv: ['iptables-save'] },
      // Releases of today have these in place of ifconfig, route and netstat.
      { file: 'ip-address', argv: ['ip', 'address'] },
      { file: 'ip-route', argv: ['ip', 'route', 'show', 'table', 'all'] },
      { file: 'ss', argv: ['ss', '-planut'] },
      { file: 'dig-google', argv: ['dig', '+time=2', '+tries=1', 'google.com'], timeoutMs: 5_000 },
      { file: 'ping-google', argv: ['ping', '-w', '2', '-i', '0.1', 'google.com'], timeoutMs: 5_000 },
    ],
  },
  {
    name: 'packages',
    items: [
      { file: 'dpkg-list', argv: ['dpkg', '--list'] },
      { file: 'snap-list', argv: ['snap', 'list', '--all'] },
      { file: 'snap-changes', argv: ['snap', 'changes'] },
      { file: 'apt-mark-showhold', argv: ['apt-mark', 'showhold'] },
      { file: 'pip2-list', argv: ['pip2', 'list'] },
      { file: 'pip3-list', argv: ['pip3', 'list'] },
    ],
  },
  { name: 'sysctl', items: [{ file: 'sysctl', argv: ['sysctl', '-a'], okExitCodes: [0, 1] }] },
  {
    name: 'systemd',
    items: [
      { file: 'systemctl', argv: ['systemctl', '--all', '--full', '--no-pager'] },
      { file: 'journalctl', argv: ['journalctl', '--no-pager', '--lines=20000'] },
      ...['time', 'blame', 'critical-chain', 'dump'].map((verb) => ({
        file: `systemd-analyze-${verb}`,
        argv: ['systemd-analyze', '--no-pager', verb] as const,
        // 1 where the machine is still starting.
        okExitCodes: [0, 1],
      })),
    ],
  },
];
