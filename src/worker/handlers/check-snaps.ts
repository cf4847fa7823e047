import { all, blocked, both, done, not, waiting } from '../../engine/engine.ts';
import { parseKubernetesVersion, supportedKubernetes } from '../../workload/kubernetes-version.ts';
import { snapNames } from '../inputs.ts';
import { handler } from '../words.ts';

/** The installed snaps are there and of a version that the charm can configure; Juju shows that version. */
export const checkSnaps = handler({
  name: 'check-snaps',
  when: both(all('snaps.fetched'), not('snaps.installed')),
  reads: ['host.snaps', 'host.kubelet-version'],
  sets: ['snaps.installed'],
  async run({ inputs, ports }) {
    const absent = snapNames.filter((name) => inputs['host.snaps'][name] === null);
    const kubelet = inputs['host.kubelet-version'];
    if (absent.length > 0 || kubelet === null)
      return waiting(`Waiting for snaps: ${absent.join(', ')}`, { about: 'command' });
    const version = parseKubernetesVersion(kubelet.version);
    if (version === null) {
      return blocked(
        `kubelet reports no version that can be read: ${kubelet.version.slice(0, 40)}`,
        'juju config channel',
        {
          about: 'option',
        },
      );
    }
    const supported = supportedKubernetes(version);
    if (!supported.ok) return blocked(`channel: ${supported.error}`, 'juju config channel', { about: 'option' });
    ports.publish.version(kubelet.version);
    return done({ sets: ['snaps.installed'] });
  },
});
