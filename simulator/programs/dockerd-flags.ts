import { isAtLeast } from './docker-version.ts';

type Kind = 'bool' | 'int' | 'text' | 'list';

/** A flag of dockerd. */
export interface DockerdFlag {
  readonly name: string;
  readonly kind: Kind;
  /** Its name in the configuration file. */
  readonly directive: string;
}

/** The flag that this version of dockerd has by this name, or by this letter; null when it has none. */
export function dockerdFlag(version: string, name: string): DockerdFlag | null {
  const full = letters[name] ?? name;
  return flagsOf(version).find((flag) => flag.name === full) ?? null;
}

/** True of a key of the configuration file that this version of dockerd knows. */
export function isDirective(version: string, key: string): boolean {
  return unchecked.includes(key) || flagsOf(version).some((flag) => flag.name === key || flag.directive === key);
}

/** True of what this version of dockerd takes a number for in the file. */
export function directiveKind(version: string, key: string): Kind | null {
  return flagsOf(version).find((flag) => flag.directive === key)?.kind ?? null;
}

function flagsOf(version: string): readonly DockerdFlag[] {
  return rows
    .filter(([since, until]) => isAtLeast(version, ...since) && (until === null || !isAtLeast(version, ...until)))
    .flatMap(([, , kind, names]) =>
      names.split(/\s+/u).map((word) => {
        const [name = '', directive = name] = word.split('=');
        return { name, kind, directive };
      }),
    );
}

type Release = readonly [major: number, minor?: number];

/**
 * Flags by the release that has them first and the one that lacks them again; `flag=directive` where the names differ.
 *
 * Source: https://docs.docker.com/reference/cli/dockerd/ and moby, cmd/dockerd/config*.go by release
 */
const rows: readonly (readonly [since: Release, until: Release | null, kind: Kind, names: string])[] = [
  [
    [0],
    null,
    'bool',
    `debug experimental help icc init ip-forward ip-masq iptables ipv6 live-restore no-new-privileges raw-logs selinux-enabled
    tls tlsverify userland-proxy version`,
  ],
  [
    [0],
    null,
    'int',
    `cpu-rt-period cpu-rt-runtime max-concurrent-downloads max-concurrent-uploads mtu network-control-plane-mtu shutdown-timeout`,
  ],
  [
    [0],
    null,
    'text',
    `bip bridge cgroup-parent config-file containerd data-root default-gateway default-gateway-v6 default-ipc-mode default-runtime
    default-shm-size exec-root fixed-cidr fixed-cidr-v6 group init-path ip log-driver log-level metrics-addr pidfile seccomp-profile
    storage-driver swarm-default-advertise-addr tlscacert tlscert tlskey userland-proxy-path userns-remap`,
  ],
  [
    [0],
    null,
    'list',
    `add-runtime=runtimes allow-nondistributable-artifacts authorization-plugin=authorization-plugins
    default-address-pool=default-address-pools default-ulimit=default-ulimits dns dns-opt=dns-opts dns-search exec-opt=exec-opts
    host=hosts insecure-registry=insecure-registries label=labels log-opt=log-opts node-generic-resource=node-generic-resources
    registry-mirror=registry-mirrors storage-opt=storage-opts`,
  ],
  [[0], [23], 'text', 'api-cors-header cluster-advertise cluster-store graph'],
  [[23], [29], 'text', 'api-cors-header'],
  [[0], [23], 'list', 'cluster-store-opt=cluster-store-opts'],
  [[0], [19, 3], 'bool', 'disable-legacy-registry'],
  [[0], [25], 'int', 'oom-score-adjust'],
  [[18, 9], null, 'bool', 'cri-containerd'],
  [[19, 3], null, 'bool', 'rootless'],
  [[20, 10], null, 'bool', 'ip6tables'],
  [[20, 10], null, 'int', 'max-download-attempts'],
  [
    [20, 10],
    null,
    'text',
    'containerd-namespace containerd-plugins-namespace=containerd-plugin-namespace default-cgroupns-mode',
  ],
  [[20, 10], [28], 'text', 'host-gateway-ip'],
  [[23], null, 'bool', 'validate'],
  [[23], null, 'text', 'http-proxy https-proxy no-proxy'],
  [[24], null, 'list', 'default-network-opt=default-network-opts'],
  [[25], null, 'list', 'cdi-spec-dir=cdi-spec-dirs'],
  [[25], null, 'text', 'log-format'],
  [[28], null, 'bool', 'allow-direct-routing ip-forward-no-drop'],
  [[28], null, 'list', 'feature=features host-gateway-ip=host-gateway-ips'],
  [[28], null, 'text', 'bip6 bridge-accept-fwmark'],
  [[29], null, 'text', 'firewall-backend'],
];

const letters: Readonly<Record<string, string>> = {
  b: 'bridge',
  D: 'debug',
  g: 'graph',
  G: 'group',
  H: 'host',
  h: 'help',
  l: 'log-level',
  p: 'pidfile',
  s: 'storage-driver',
  v: 'version',
};

/** Keys that have no flag. */
const unchecked: readonly string[] = ['builder', 'deprecated-key-path', 'features'];
