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
  }
  if (facts.isNvidia) {
    add('runtimes.nvidia', { path: nvidiaRuntime, runtimeArgs: [] }, 'docker_runtime', runsNvidia);
    if (facts.servesPods) add('default-runtime', 'nvidia', 'docker_runtime');
  }
  return members;
}

/** NVIDIA's packages write the same runtime with a full path, and with `args` or `runtimeArgs`. */
function runsNvidia(found: unknown): boolean {
  if (typeof found !== 'object' || found === null || !('path' in found)) return false;
  return typeof found.path === 'string' && found.path.split('/').at(-1) === nvidiaRuntime;
}

const nvidiaRuntime = 'nvidia-container-runtime';
