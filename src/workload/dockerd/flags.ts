/** One flag of dockerd as it was given. */
export interface DockerFlag {
  /** As it was written: `--host` or `-H`. */
  readonly written: string;
  /** Its long name, without dashes. */
  readonly name: string;
  /** The directive of daemon.json that says the same. */
  readonly directive: string;
  /** Null for a switch without a value. */
  readonly value: string | null;
}

/** dockerd's arguments as it reads them. */
export interface DockerArguments {
  readonly flags: readonly DockerFlag[];
  /** The first word that belongs to no flag; dockerd does not start with one. */
  readonly stray: string | null;
}

/**
 * The flags in dockerd's arguments, and what is none.
 *
 * What follows a flag that is not known here may be its value, and is not called stray.
 */
export function readDockerArguments(words: readonly string[]): DockerArguments {
  const flags: DockerFlag[] = [];
  let stray: string | null = null;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      stray ??= rest[0] ?? null;
      break;
    }
    const [, name, inline] = /^--([^=]+)(?:=(.*))?$/su.exec(word) ?? [];
    if (name !== undefined) {
      const value = inline ?? (takesValue(name) ? rest.shift() : undefined);
      flags.push(flagOf(`--${name}`, name, value));
    } else if (/^-[^-]/u.test(word)) flags.push(...shortFlags(word, rest));
    else if (isKnown(flags.at(-1))) stray ??= word;
  }
  return { flags, stray };
}

function isKnown(flag: DockerFlag | undefined): boolean {
  return flag === undefined || switches.has(flag.name) || takesValue(flag.name);
}

/** `-D`, `-H fd://`, `-Hfd://`, `-H=fd://` and `-DH fd://`. */
function shortFlags(word: string, rest: string[]): readonly DockerFlag[] {
  const flags: DockerFlag[] = [];
  for (let index = 1; index < word.length; index += 1) {
    const letter = word[index] ?? '';
    const name = longNames.get(letter) ?? letter;
    if (!takesValue(name)) {
      flags.push(flagOf(`-${letter}`, name, undefined));
      continue;
    }
    const attached = word.slice(index + 1).replace(/^=/u, '');
    flags.push(flagOf(`-${letter}`, name, attached === '' ? rest.shift() : attached));
    break;
  }
  return flags;
}

function flagOf(written: string, name: string, value: string | undefined): DockerFlag {
  return { written, name, directive: directives.get(name) ?? name, value: value ?? null };
}

function takesValue(name: string): boolean {
  return !switches.has(name) && (valued.has(name) || directives.has(name));
}

/*
 * dockerd's flags from 1.12 to 28.
 * Source: moby, cmd/dockerd/config*.go and options.go; docs.docker.com/reference/cli/dockerd
 */

/** Those whose directive has another name. */
const directives: ReadonlyMap<string, string> = new Map([
  ['add-runtime', 'runtimes'],
  ['authorization-plugin', 'authorization-plugins'],
  ['cdi-spec-dir', 'cdi-spec-dirs'],
  ['cluster-store-opt', 'cluster-store-opts'],
  ['default-address-pool', 'default-address-pools'],
  ['default-network-opt', 'default-network-opts'],
  ['default-ulimit', 'default-ulimits'],
  ['dns-opt', 'dns-opts'],
  ['exec-opt', 'exec-opts'],
  ['feature', 'features'],
  ['host', 'hosts'],
  ['insecure-registry', 'insecure-registries'],
  ['label', 'labels'],
  ['log-opt', 'log-opts'],
  ['node-generic-resource', 'node-generic-resources'],
  ['registry-mirror', 'registry-mirrors'],
  ['storage-opt', 'storage-opts'],
]);

const valued: ReadonlySet<string> = new Set(
  `allow-nondistributable-artifacts api-cors-header bip bip6 bridge bridge-accept-fwmark cgroup-parent
  cluster-advertise cluster-store config-file containerd containerd-namespace containerd-plugins-namespace
  cpu-rt-period cpu-rt-runtime data-root default-cgroupns-mode default-gateway default-gateway-v6 default-ipc-mode
  default-runtime default-shm-size dns dns-search exec-root firewall-backend fixed-cidr fixed-cidr-v6 graph group
  host-gateway-ip http-proxy https-proxy init-path ip log-driver log-format log-level max-concurrent-downloads
  max-concurrent-uploads max-download-attempts metrics-addr mtu network-control-plane-mtu network-diagnostic-port
  no-proxy oom-score-adjust pidfile seccomp-profile shutdown-timeout storage-driver swarm-default-advertise-addr
  tlscacert tlscert tlskey userland-proxy-path userns-remap`.split(/\s+/u),
);

/** Those that take a value after `=` only. */
const switches: ReadonlySet<string> = new Set(
  `allow-direct-routing cri-containerd debug disable-legacy-registry experimental help icc init ip-forward
  ip-forward-no-drop ip-masq ip6tables iptables ipv6 live-restore no-new-privileges raw-logs restart rootless
  selinux-enabled tls tlsverify userland-proxy validate version`.split(/\s+/u),
);

const longNames: ReadonlyMap<string, string> = new Map([
  ['b', 'bridge'],
  ['D', 'debug'],
  ['g', 'graph'],
  ['G', 'group'],
  ['H', 'host'],
  ['h', 'help'],
  ['l', 'log-level'],
  ['p', 'pidfile'],
  ['r', 'restart'],
  ['s', 'storage-driver'],
  ['v', 'version'],
]);
