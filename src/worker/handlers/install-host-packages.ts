import { done, always } from '../../engine/engine.ts';
import { attempt } from '../attempt.ts';
import { handler } from '../words.ts';

/**
 * What kubelet and pods need of the machine is installed: mount helpers for NFS, CIFS and Ceph volumes, conntrack for
 * kube-proxy, git for gitRepo volumes, socat for port forwarding.
 *
 * Only socat is indispensable; what the release or the architecture does not have is left out.
 */
export const installHostPackages = handler({
  name: 'install-host-packages',
  when: always(),
  reads: ['host.architecture'],
  sets: ['packages.installed'],
  async run({ ports }) {
    const { apt } = ports.machine;
    const failed = await attempt('Installing host packages', async () => {
      if ((await apt.missing(hostPackages)).length === 0) return;
      await ports.working('Installing host packages');
      const { unavailable } = await apt.install(hostPackages, {
        optional: hostPackages.filter((name) => name !== 'socat'),
      });
      if (unavailable.length > 0) ports.warn(`not in this machine's apt archives: ${unavailable.join(', ')}`);
    });
    return failed ?? done({ sets: ['packages.installed'] });
  },
});

const hostPackages: readonly string[] = ['ceph-common', 'cifs-utils', 'conntrack', 'git', 'nfs-common', 'socat'];
