import { isDeepStrictEqual } from 'node:util';
import type { SdnPluginNetwork } from '../../interfaces/sdn-plugin.ts';

/** One member of /etc/docker/daemon.json that the charm needs. */
export interface DaemonMember {
  /** `runtimes.nvidia` is the member `nvidia` of `runtimes`. */
  readonly name: 'bip' | 'mtu' | 'default-runtime' | 'runtimes.nvidia';
  readonly value: unknown;
  /** What asks for it: an option or an endpoint. */
  readonly from: string;
  /** True for what somebody else wrote there and serves as well. */
  readonly accepts: (found: unknown) => boolean;
}

/** The members that dockerd needs: the network of an SDN plugin, NVIDIA's runtime. */
export function desiredDaemonMembers(facts: {
  readonly network: SdnPluginNetwork | null;
  /** What this charm has written as `bip`; none where it never did, or where an option of the operator's says it. */
  readonly bridges?: readonly unknown[];
  readonly isNvidia: boolean;
  /** kubelet runs its pods through dockerd: Kubernetes before 1.24. Later, containerd has a RuntimeClass for it. */
  readonly servesPods: boolean;
}): readonly DaemonMember[] {
  const members: DaemonMember[] = [];
  const add = (name: DaemonMember['name'], value: unknown, from: string, accepts?: DaemonMember['accepts']) =>
    members.push({ name, value, from, accepts: accepts ?? ((found) => isDeepStrictEqual(found, value)) });
  if (facts.network !== null) {
    add('bip', facts.network.subnet, 'sdn-plugin');
    add('mtu', facts.network.mtu, 'sdn-plugin');
  } else if (facts.bridges !== undefined && facts.bridges.length > 0) {
    // Told nothing, dockerd would keep the plugin's: it finds it on the bridge and in its own store (seen with 20.10).
    add('bip', ownBridge, 'sdn-plugin', (found) => !facts.bridges?.includes(found));
  }
  if (facts.isNvidia) {
    add('runtimes.nvidia', { path: nvidiaRuntime, runtimeArgs: [] }, 'docker_runtime', runsNvidia);
    if (facts.servesPods) add('default-runtime', 'nvidia', 'docker_runtime');
  }
  return members;
}

/** True for options that say what docker0 is; the charm leaves it alone then. */
export function choosesBridge(dockerOpts: string): boolean {
  return /(?:^|\s)--?(?:bip|bridge|b|default-address-pool)(?:[=\s]|$)/u.test(dockerOpts);
}

/** What dockerd gives its bridge on a machine of its own. */
const ownBridge = '172.17.0.1/16';

/** NVIDIA's packages write the same runtime with a full path, and with `args` or `runtimeArgs`. */
function runsNvidia(found: unknown): boolean {
  if (typeof found !== 'object' || found === null || !('path' in found)) return false;
  return typeof found.path === 'string' && found.path.split('/').at(-1) === nvidiaRuntime;
}

const nvidiaRuntime = 'nvidia-container-runtime';
