import type { Outcome } from '../../engine/engine.ts';
import { attempt } from '../attempt.ts';
import type { WorkerPorts } from '../ports.ts';
import type { ServiceName } from '../services.ts';
import type { WantedSnap } from './wanted-snaps.ts';

/**
 * Each of the snaps is the newest of its source, and that is recorded, one by one; or what failed, and then those before
 * it are. A file that a snap was installed from is not installed again. `isChanged` says whether a snap is another one.
 */
export async function fetchSnaps(
  ports: WorkerPorts,
  due: readonly WantedSnap[],
): Promise<{ readonly failed: Outcome<never, never> | null; readonly isChanged: boolean }> {
  const { machine, record } = ports;
  let isChanged = false;
  for (const snap of due) {
    const { name, label } = snap;
    await ports.working(`Installing ${name} snap`);
    const before = await machine.snap.revision(name);
    const failed = await attempt(`Installing the ${name} snap (${label})`, () => fetchOne(ports, snap));
    if (failed !== null) return { failed, isChanged };
    const isOther = (await machine.snap.revision(name)) !== before;
    const service = services[name];
    if (isOther && service !== null) await ports.services.startedByOthers(service);
    isChanged ||= isOther;
    await record.record((was) => ({
      ...was,
      snaps: { ...was.snaps, [name]: { source: label } },
      // snapd forgets the hold of a snap with the snap.
      heldSnaps: before === null ? was.heldSnaps.filter((each) => each !== name) : was.heldSnaps,
    }));
  }
  return { failed: null, isChanged };
}

/**
 * Snaps that are installed without a record count as fetched from where they are to come from: a hook was killed between
 * the two, the record was lost, or somebody else installed them. A file that holds something else is a change.
 */
export async function adoptSnaps(
  { machine, record }: Pick<WorkerPorts, 'machine' | 'record'>,
  wanted: readonly WantedSnap[],
): Promise<void> {
  for (const { name, label, sha256, isInstalled, isRecorded } of wanted) {
    if (!isInstalled || isRecorded) continue;
    if (sha256 !== null && (await machine.snap.contentOf(name)) !== sha256) continue;
    await record.record((was) => ({ ...was, snaps: { ...was.snaps, [name]: { source: label } } }));
  }
}

async function fetchOne({ machine: { snap } }: WorkerPorts, wanted: WantedSnap): Promise<void> {
  const { name, source, sha256, isInstalled } = wanted;
  if (sha256 !== null && (await snap.contentOf(name)) === sha256) return;
  if (isInstalled) await snap.refresh(name, source);
  else await snap.install(name, source);
}

const services: Readonly<Record<WantedSnap['name'], ServiceName | null>> = {
  kubectl: null,
  kubelet: 'snap.kubelet.daemon',
  'kube-proxy': 'snap.kube-proxy.daemon',
};
