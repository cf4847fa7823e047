/**
 * Stand-ins for the programs that a charm runs on a machine.
 *
 * They run in this process, are called through the gateway, and keep what they remember in the machine's state
 * (`state.ts`); files they make are real, under the machine's root. Each checks its arguments and refuses nonsense with
 * the words and exit code of the real program. `faults.ts` makes calls fail on request. Daemons: `systemd.ts` starts them,
 * `docker-daemon.ts`, `containerd-daemon.ts`, `snapd-daemon.ts`, `kubelet-daemon.ts` and `kube-proxy-daemon.ts` say whether
 * they run.
 * Packages: `apt-get.ts` plans (`apt-plan.ts`, `resolve-packages.ts`) over what `apt-update.ts` fetched from
 * `repositories.ts`; `dpkg-changes.ts` does it, `package-files.ts` says what each package brings. `hardware.ts`: devices.
 * `kubectl/` has a front of its own.
 * Imports `contract.ts` and, for which lists kubectl merges, `cluster/`. Start reading at `programs`.
 */
import type { Answer, Program, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { aptCache } from './apt-cache.ts';
import { aptGet } from './apt-get.ts';
import { aptHelper } from './apt-helper.ts';
import { aptMark } from './apt-mark.ts';
import { containerd, ctr } from './containerd.ts';
import { docker } from './docker.ts';
import { dockerd } from './dockerd.ts';
import { dpkg, dpkgQuery } from './dpkg.ts';
import { withFaults } from './faults.ts';
import { updateGrub } from './grub.ts';
import { hostPrograms } from './host-programs.ts';
import { iptables } from './iptables.ts';
import { kubectl } from './kubectl/kubectl.ts';
import { nvidiaCtk } from './nvidia-ctk.ts';
import { modprobe, nvidiaSmi } from './nvidia-driver.ts';
import { snap } from './snap.ts';
import { stateOf } from './state.ts';
import { systemctl } from './systemctl.ts';

export { describeMachine } from './account.ts';
export type { MachineAccount, ServiceAccount, SnapAccount } from './account.ts';
export { addContainer, addImage, containersOf, imagesOf } from './containers.ts';
export { giveHardware } from './hardware.ts';
export { prepareMachine } from './prepare.ts';
export { rebootPrograms } from './reboot.ts';
export { makeSnapFile, publishSnap } from './snap-store.ts';

/** Every program that a machine has, by the name it is called by. */
export const programs: Readonly<Record<string, Program>> = Object.fromEntries(
  Object.entries<Program>({
    ...hostPrograms,
    'apt-cache': aptCache,
    'apt-get': aptGet,
    'apt-helper': aptHelper,
    'apt-mark': aptMark,
    containerd,
    ctr,
    docker,
    dockerd,
    dpkg,
    'dpkg-query': dpkgQuery,
    iptables,
    'kube-proxy': (call) => versionOf(call, 'kube-proxy'),
    kubectl,
    modprobe,
    'nvidia-ctk': nvidiaCtk,
    'nvidia-smi': nvidiaSmi,
    kubelet: (call) => versionOf(call, 'kubelet'),
    snap,
    systemctl,
    'update-grub': updateGrub,
  }).map(([name, program]) => [name, withFaults(program)]),
);

/** The daemons' programs are there while their snaps are installed, and are asked for their version only. */
function versionOf({ machine, argv }: ProgramCall, name: string): Answer {
  const version = stateOf(machine).snaps[name]?.version;
  if (version === undefined) return refused(127, `${name}: command not found`);
  if (argv.length === 1 && argv[0] === '--version') return said(`Kubernetes v${version}\n`);
  return refused(1, `error: unknown flag: ${argv[0] ?? ''}`);
}
