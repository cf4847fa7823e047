import { all, blocked, done } from '../../engine/engine.ts';
import type { Outcome } from '../../engine/engine.ts';
import { CommandFailed } from '../../host/host.ts';
import type { OsRelease } from '../../host/host.ts';
import { aptArgument } from '../../workload/package-spec.ts';
import type { PackageSpec } from '../../workload/package-spec.ts';
import {
  cudaRepoProblem,
  driverOffer,
  isOfUbuntu,
  parseDriverPackage,
  wantedSources,
} from '../../workload/runtime/runtime.ts';
import { provideAptSources } from '../runtime/apt-sources.ts';
import { attempt, failure } from '../attempt.ts';
import { invalidOption } from '../invalid-option.ts';
import { askNvidiaSmi, loadedDriver } from '../nvidia-driver.ts';
import type { WorkerPorts } from '../ports.ts';
import { handler } from '../words.ts';

/**
 * The kernel has NVIDIA's driver, where the runtime is NVIDIA's and the machine has cards of its own; or the status says
 * that a reboot is needed, or what is missing.
 *
 * A driver that works is never touched, wherever it came from. Nothing waits for this: Docker and the node work without.
 */
export const installNvidiaDriver = handler({
  name: 'install-nvidia-driver',
  when: all('docker.installed'),
  reads: [
    'config.cuda_repo',
    'config.docker_runtime',
    'config.nvidia-driver-package',
    'host.architecture',
    'host.container',
    // Libraries that somebody upgraded under the module that is loaded show there.
    'host.cuda',
    'host.nvidia',
    'host.release',
    'machine.runtime',
  ],
  async run({ inputs, ports }) {
    const repo = cudaRepoProblem(inputs['config.cuda_repo']);
    if (repo !== null) return invalidOption(repo);
    const pin = parseDriverPackage(inputs['config.nvidia-driver-package']);
    if (!pin.ok) return invalidOption(pin.error);
    const { gpus } = inputs['host.nvidia'];
    if (inputs['machine.runtime'] !== 'nvidia' || gpus === 0 || inputs['host.container'] !== null) return done();

    const standing = await standingOf(ports);
    if (standing !== 'absent') return standing === 'works' ? done() : rebootFirst(ports.unit);
    const platform = { architecture: inputs['host.architecture'], release: inputs['host.release'] };
    const failed = await install(ports, pin.value ?? { name: 'cuda-drivers', version: null }, platform);
    if (failed !== null) return failed;
    await load(ports);
    return (await standingOf(ports)) === 'works' ? done() : rebootFirst(ports.unit);
  },
});

/** Whether a driver works, or would after a reboot, or is not there. */
async function standingOf({ machine }: WorkerPorts): Promise<'works' | 'mismatch' | 'absent'> {
  const loaded = await loadedDriver(machine.files);
  const answer = await askNvidiaSmi(machine);
  if (answer.kind === 'mismatch') return 'mismatch';
  // A module without nvidia-smi is a driver that somebody installed in another way.
  return answer.kind === 'works' || loaded !== null ? 'works' : 'absent';
}

/** The package is installed: from Ubuntu's archive if that has it, else from NVIDIA's repository, which is added for it. */
async function install(
  ports: WorkerPorts,
  spec: PackageSpec,
  platform: { readonly architecture: string; readonly release: OsRelease },
): Promise<Outcome<never, never> | null> {
  const installed = (await ports.machine.apt.installed([spec.name]))[spec.name];
  if (installed !== undefined && (spec.version === null || installed.version === spec.version)) return null;
  if (isOfUbuntu(spec)) {
    const ended = await installFromArchive(ports, spec);
    if (ended !== 'unavailable') return ended;
  }
  if (driverOffer(platform) === null) return noDriver(ports.unit, platform);
  const sources = wantedSources('nvidia', { platform, custom: null, driver: true });
  const refused = await provideAptSources(ports, sources, platform.release);
  if (refused !== null) return refused;
  return attempt(`Installing ${spec.name}`, () => installPackage(ports, spec));
}

/** A newer branch, or a version of it, may be in NVIDIA's repository only. */
async function installFromArchive(
  ports: WorkerPorts,
  spec: PackageSpec,
): Promise<Outcome<never, never> | 'unavailable' | null> {
  try {
    await installPackage(ports, spec);
    return null;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return error.context['reason'] === 'unavailable' ? 'unavailable' : failure(`Installing ${spec.name}`, error);
  }
}

/** Without what the package recommends: that would bring a desktop to a server. */
async function installPackage(ports: WorkerPorts, spec: PackageSpec): Promise<void> {
  const { apt, files } = ports.machine;
  const kernel = ((await files.readText('/proc/sys/kernel/osrelease')) ?? '').trim();
  // The module is built for the running kernel; a kernel of somebody else has no such package.
  const headers = kernel === '' ? [] : [`linux-headers-${kernel}`];
  await ports.working(`Installing the NVIDIA driver (${spec.name}).`);
  await apt.install([...headers, aptArgument(spec)], { recommends: false, downgrades: true, optional: headers });
}

function noDriver(
  unit: string,
  { architecture, release }: { readonly architecture: string; readonly release: OsRelease },
): Outcome<never, never> {
  return blocked(
    `NVIDIA has no driver packages for ${release.prettyName} on ${architecture}; install a driver on ${unit}`,
    `juju ssh ${unit}`,
    { about: 'driver' },
  );
}

/** The module is loaded where the kernel takes it. */
async function load({ machine, warn }: WorkerPorts): Promise<void> {
  try {
    await machine.run(['modprobe', 'nvidia']);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    warn(`the kernel does not take NVIDIA's module yet: ${error.message}`);
  }
}

function rebootFirst(unit: string): Outcome<never, never> {
  const command = `juju ssh ${unit} sudo reboot`;
  return blocked(`Reboot the machine to load the NVIDIA driver: ${command}`, command, { about: 'driver' });
}
