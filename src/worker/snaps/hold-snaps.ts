import type { Outcome } from '../../engine/engine.ts';
import { parseSnapList } from '../../workload/snap-list.ts';
import { parseSnapdVersion } from '../../workload/snapd.ts';
import { attempt } from '../attempt.ts';
import type { WorkerPorts } from '../ports.ts';

/**
 * snapd refreshes none of these snaps by itself; which this charm holds is recorded, an operator's own holds stay his.
 * Null, or what stood in the way.
 *
 * A snapd before 2.58 cannot hold single snaps. What it can, to hold all or to wait for a better time, is about the whole
 * machine and not ours to set: the log says that it is left to the operator.
 */
export async function holdSnaps(
  { machine, record, warn }: Pick<WorkerPorts, 'machine' | 'record' | 'warn'>,
  names: readonly string[],
): Promise<Outcome<never, never> | null> {
  const due = names.filter((name) => !record.now().heldSnaps.includes(name));
  if (due.length === 0) return null;
  return attempt(`Holding ${due.join(', ')}`, async () => {
    const version = parseSnapdVersion(await machine.snap.version());
    const [major, minor] = version ?? [0, 0];
    if (major < 2 || (major === 2 && minor < 58)) {
      warn(
        `snapd ${major}.${minor} cannot hold snaps, so that it may refresh ${due.join(', ')} by itself; ` +
          'snapd 2.58 or later can, or set refresh.timer: snap set system refresh.timer=...',
      );
      return;
    }
    const installed = parseSnapList(await machine.snap.list(due));
    const free = due.filter((name) => installed[name]?.isHeld === false);
    await machine.snap.hold(free);
    await record.record((was) => ({ ...was, heldSnaps: [...was.heldSnaps, ...free].sort() }));
  });
}
