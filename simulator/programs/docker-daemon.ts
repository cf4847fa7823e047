import type { Machine } from '../contract.ts';
import { runIptables } from './iptables.ts';
import { readMachineFile } from './machine-files.ts';
import { stateOf } from './state.ts';
import { parseEnvironmentFile } from './unit-file.ts';
import type { LoadedUnit } from './unit-file.ts';

/**
 * Why dockerd does not start; null when it does.
 *
 * Starting it sets the FORWARD policy to DROP, as dockerd does; commands of drop-ins come after that.
 */
export function startDocker(machine: Machine, unit: LoadedUnit): string | null {
  const options = dockerOptions(machine);
  if ('problem' in options) return options.problem;
  for (const option of options.options) {
    const [flag = ''] = option.split('=');
    if (flag.startsWith('-') && !dockerFlags.includes(flag.replace(/^-+/u, ''))) return `unknown flag: ${flag}`;
  }
  const { policies } = stateOf(machine).iptables;
  policies['FORWARD'] = 'DROP';
  for (const line of unit.startPost) {
    const [, isTolerant, command = ''] = /^(-?)(.*)$/u.exec(line) ?? [];
    const [program = '', ...args] = command.split(/\s+/u);
    if (!/^\/(usr\/)?s?bin\/[\w-]+$/u.test(program))
      return `Failed at step EXEC spawning ${program}: No such file or directory`;
    if (!program.endsWith('/iptables')) continue;
    const { exitCode, stderr } = runIptables(machine, args);
    if (exitCode !== 0 && isTolerant === '')
      return `Control process exited, code=exited status=${exitCode}: ${stderr.trim()}`;
  }
  return null;
}

/** The words of `DOCKER_OPTS` in /etc/default/docker. */
export function dockerOptions(
  machine: Machine,
): { readonly options: readonly string[] } | { readonly problem: string } {
  const parsed = parseEnvironmentFile(readMachineFile(machine, '/etc/default/docker') ?? '');
  if ('problem' in parsed)
    return { problem: `Failed to load environment files: /etc/default/docker: ${parsed.problem}` };
  return { options: (parsed.values['DOCKER_OPTS'] ?? '').split(/\s+/u).filter((word) => word !== '') };
}

/** The file that the package brings. */
export const packagedDockerDefaults = `# Docker Upstart and SysVinit configuration file

#
# THIS FILE DOES NOT APPLY TO SYSTEMD
#
#   Please see the documentation for "systemd drop-ins":
#   https://docs.docker.com/engine/articles/systemd/
#

# Customize location of Docker binary (especially for development testing).
#DOCKERD="/usr/local/bin/dockerd"

# Use DOCKER_OPTS to modify the daemon startup options.
#DOCKER_OPTS="--dns 8.8.8.8 --dns 8.8.4.4"

# If you need Docker to use an HTTP proxy, it can also be specified here.
#export http_proxy="http://127.0.0.1:3128/"

# This is also a handy place to tweak where Docker's temporary files go.
#export DOCKER_TMPDIR="/mnt/bigdrive/docker-tmp"
`;

/** The unit that the package brings. */
export const packagedDockerUnit = `[Unit]
Description=Docker Application Container Engine
Documentation=https://docs.docker.com
After=network.target docker.socket firewalld.service
Requires=docker.socket

[Service]
Type=notify
# the default is not to use systemd for cgroups because the delegate issues still
# exists and systemd currently does not support the cgroup feature set required
# for containers run by docker
EnvironmentFile=-/etc/default/docker
ExecStart=/usr/bin/dockerd -H fd:// $DOCKER_OPTS
ExecReload=/bin/kill -s HUP $MAINPID
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Delegate=yes
KillMode=process
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;

const dockerFlags: readonly string[] =
  `D H add-runtime allow-nondistributable-artifacts api-cors-header authorization-plugin bip bridge b
  cgroup-parent cluster-advertise cluster-store cluster-store-opt config-file containerd cpu-rt-period cpu-rt-runtime data-root debug
  default-address-pool default-gateway default-gateway-v6 default-ipc-mode default-runtime default-shm-size default-ulimit
  disable-legacy-registry dns dns-opt dns-search exec-opt exec-root experimental fixed-cidr fixed-cidr-v6 g graph group G host icc
  init init-path insecure-registry ip ip-forward ip-masq iptables ipv6 l label live-restore log-driver log-level log-opt
  max-concurrent-downloads max-concurrent-uploads metrics-addr mtu network-control-plane-mtu no-new-privileges oom-score-adjust p
  pidfile raw-logs registry-mirror s seccomp-profile selinux-enabled shutdown-timeout storage-driver storage-opt swarm-default-advertise-addr
  tls tlscacert tlscert tlskey tlsverify userland-proxy userland-proxy-path userns-remap`.split(/\s+/u);
