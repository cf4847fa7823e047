import type { Outcome } from '../../engine/engine.ts';
import { snapSettingChanges } from '../../workload/snap-settings.ts';
import { attempt } from '../attempt.ts';
import type { WorkerPorts } from '../ports.ts';

/**
 * The snap has these settings; settings of ours that are not wanted any more are gone, an operator's own stay.
 * Null when that succeeded. Nothing is set that is as it should be.
 */
export async function applySnapSettings(
  ports: WorkerPorts,
  snap: 'kubelet' | 'kube-proxy',
  desired: Readonly<Record<string, string>>,
): Promise<Outcome<never, never> | null> {
  return attempt(`Configuring the ${snap} snap`, async () => {
    const ours = ports.record.now().snapSettings[snap] ?? [];
    const changes = snapSettingChanges(await ports.machine.snap.settings(snap), ours, desired);
    // Recorded before they are set: a hook killed in between still knows which settings are its own.
    const keys = [...new Set([...ours, ...Object.keys(desired)])].sort();
    const record = (names: readonly string[]) =>
      ports.record.record((was) => ({ ...was, snapSettings: { ...was.snapSettings, [snap]: [...names] } }));
    if (keys.join() !== ours.join()) await record(keys);
    if (Object.keys(changes).length > 0) {
      await ports.services.beforeSettings(`snap.${snap}.daemon`);
      await ports.machine.snap.set(snap, changes);
    }
    const final = Object.keys(desired).sort();
    if (final.join() !== keys.join()) await record(final);
  });
}
