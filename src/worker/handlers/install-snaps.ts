import { all, blocked, done } from '../../engine/engine.ts';
import type { SnapSource } from '../../host/host.ts';
import { attempt } from '../attempt.ts';
import type { Inputs, SnapName } from '../input-types.ts';
import { snapNames } from '../inputs.ts';
import { parseChannel } from '../../workload/channel.ts';
import { invalidOption } from '../invalid-option.ts';
import { handler } from '../words.ts';

/**
 * kubectl, kubelet and kube-proxy are installed from the channel or from attached resources.
 *
 * Snaps that are installed stay as they are when the channel or a resource changes, until `require-manual-upgrade` is
 * false. Which source each was installed from is recorded right after its installation.
 */
export const installSnaps = handler({
  name: 'install-snaps',
  when: all('snapd.configured'),
  reads: [
    'config.channel',
    'config.require-manual-upgrade',
    'resource.kubectl',
    'resource.kubelet',
    'resource.kube-proxy',
    'host.snaps',
  ],
  sets: ['snaps.fetched'],
  clears: ['snaps.installed'],
  async run({ inputs, ports }) {
    const channel = parseChannel('channel', inputs['config.channel']);
    if (!channel.ok) return invalidOption(channel.error);
    const recorded = ports.record.now().snaps;
    const steps = snapNames.map((name) => {
      const wanted = sourceOf(name, channel.value, inputs);
      const isInstalled = inputs['host.snaps'][name] !== null;
      const isCurrent = isInstalled && recorded[name]?.source === wanted.label;
      // Installed without a record: a hook was killed between the two, so installing it again only records it.
      const verb = !isInstalled || recorded[name] === undefined ? 'install' : 'refresh';
      return { name, ...wanted, isCurrent, verb } as const;
    });
    const due = steps.filter(({ isCurrent }) => !isCurrent);
    if (due.length === 0) return done({ sets: ['snaps.fetched'] });
    if (inputs['config.require-manual-upgrade'] && due.some(({ verb }) => verb === 'refresh')) {
      return blocked(
        'Needs manual upgrade, run the upgrade action',
        `the action is still to come; until then: juju config ${ports.app} require-manual-upgrade=false`,
        { about: 'upgrade' },
      );
    }
    for (const { name, source, label, verb } of due) {
      await ports.working(`Installing ${name} snap`);
      const failed = await attempt(`Installing the ${name} snap (${label})`, () =>
        ports.machine.snap[verb](name, source),
      );
      if (failed !== null) return failed;
      await ports.record.record((was) => ({ ...was, snaps: { ...was.snaps, [name]: { source: label } } }));
    }
    return done({ sets: ['snaps.fetched'], clears: ['snaps.installed'] });
  },
});

function sourceOf(
  name: SnapName,
  channel: string,
  inputs: Pick<Inputs, 'resource.kubectl' | 'resource.kubelet' | 'resource.kube-proxy'>,
): { readonly source: SnapSource; readonly label: string } {
  const resource = inputs[`resource.${name}`];
  if (resource === null) return { source: { kind: 'store', channel }, label: `channel ${channel}` };
  return { source: { kind: 'file', path: resource.path, channel }, label: `resource ${resource.sha256.slice(0, 16)}` };
}
