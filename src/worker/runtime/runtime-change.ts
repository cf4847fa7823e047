import { blocked, done } from '../../engine/engine.ts';
import type { Outcome } from '../../engine/engine.ts';
import type { OsRelease } from '../../host/host.ts';
import { listPath } from '../../workload/apt-source.ts';
import type { PackageSpec } from '../../workload/package-spec.ts';
import { companions, cudaSource, planPackages, wantedSources } from '../../workload/runtime/runtime.ts';
import type { FoundRuntime, InstalledVersions, RuntimeKind, RuntimeOptions } from '../../workload/runtime/runtime.ts';
import { provideAptSources } from './apt-sources.ts';
import { attempt } from '../attempt.ts';
import { drainNode } from '../node/drain-node.ts';
import type { DrainReason } from '../node/drain-node.ts';
import { hasDockerd } from '../first-file.ts';
import type { WorkerPorts } from '../ports.ts';

/** The runtime that is to be on the machine. */
export interface RuntimeGoal {
  readonly kind: RuntimeKind;
  readonly wanted: readonly PackageSpec[];
  readonly platform: { readonly architecture: string; readonly release: OsRelease };
  readonly custom: RuntimeOptions['custom'];
}

type Changed = Outcome<'docker.installed' | 'node.drained', 'docker.installed'>;

/**
 * The runtime is recorded as it is; somebody else's it stays, with its versions and its repositories. Repositories of
 * ours, which a replacement that was given up needed, are gone; but not NVIDIA's, whose drivers may come from there.
 */
export async function adoptRuntime(
  ports: WorkerPorts,
  found: FoundRuntime,
  release: OsRelease,
): Promise<Outcome<never, never> | null> {
  const { kind, packages, engine } = found;
  const isForGood = kind === 'nvidia' || ports.record.now().aptFiles.length === 0;
  const refused = isForGood ? null : await provideAptSources(ports, [], release);
  if (refused !== null) return refused;
  if (ports.record.now().runtime === null) ports.warn(`${engine} is on this machine already, and is used as it is`);
  await ports.record.record((was) => ({
    ...was,
    runtime: { kind, packages, adopted: true },
    adoptedEngine: engine,
  }));
  return joinGroup(ports);
}

/**
 * The wanted packages are installed, at their pinned versions, and held; those of other runtimes are removed.
 *
 * machine.json says that there is no runtime of ours from before the first step of a replacement, which is cordoning the
 * node, until after the last: a hook that is killed in between starts over, and finds what is left to do.
 */
export async function completeRuntime(
  ports: WorkerPorts,
  goal: RuntimeGoal,
  given: {
    readonly installed: InstalledVersions;
    readonly found: FoundRuntime | null;
    readonly isReplacement: boolean;
    readonly drain: boolean;
  },
): Promise<Changed> {
  const { kind, wanted } = goal;
  const { held } = ports.record.now();
  const plan = planPackages({ kind, wanted, held, installed: given.installed, found: given.found });
  if (plan.heldByOthers.length > 0) return heldByOthers(kind, plan.heldByOthers);
  const refused = await provideAptSources(ports, sourcesOf(ports, goal), goal.platform.release);
  if (refused !== null) return refused;
  if (plan.install.length > 0) {
    const from = given.found?.engine ?? '';
    // What apt cannot do is known before pods have to move.
    const impossible = from === '' ? null : await rehearse(ports, goal, plan);
    if (impossible !== null) return impossible;
    await ports.record.record((was) => ({ ...was, runtime: null }));
    const undrained = given.drain ? await drainNode(ports, drainReason(from, goal)) : null;
    if (undrained !== null) return undrained;
    const failed = await transact(ports, goal, plan);
    if (failed !== null) return failed;
  }
  const failed = await attempt(`Holding the packages of ${nameOf(goal)}`, () => holdRuntime(ports, goal));
  if (failed !== null) return failed;
  const alone = await joinGroup(ports);
  if (alone !== null) return alone;
  const packages = wanted.map(({ name }) => name);
  await ports.record.record((was) => ({ ...was, runtime: { kind, packages }, adoptedEngine: null }));
  return done({ sets: installedFlags(ports) });
}

function drainReason(from: string, goal: RuntimeGoal): DrainReason {
  return {
    why: `Replacing ${from} by ${nameOf(goal)}`,
    otherwise: 'juju config drain-before-runtime-change=false',
    about: 'runtime',
  };
}

/** Of a runtime that is there for good. A node that was cordoned for a change, also for one that was given up, may return. */
export function installedFlags({ record }: WorkerPorts): readonly ('docker.installed' | 'node.drained')[] {
  return record.now().cordoned ? ['docker.installed', 'node.drained'] : ['docker.installed'];
}

function heldByOthers(kind: RuntimeKind, names: readonly string[]): Outcome<never, never> {
  const list = names.join(' ');
  return blocked(
    `The container runtime ${kind} needs ${names.length === 1 ? 'a package' : 'packages'} to change that somebody ` +
      `holds; type on the machine: sudo apt-mark unhold ${list}`,
    `apt-mark unhold ${list}`,
    { about: 'runtime' },
  );
}

/** The repository of drivers is neither added here, nor taken away while NVIDIA's runtime stays. */
function sourcesOf({ record }: WorkerPorts, { kind, platform, custom }: RuntimeGoal): ReturnType<typeof wantedSources> {
  const driver = record.now().aptFiles.includes(listPath({ name: cudaSource }));
  return wantedSources(kind, { platform, custom, driver });
}

/** Null when apt finds a way to the wanted packages with what its lists say today. Nothing changes. */
async function rehearse(
  { machine }: WorkerPorts,
  goal: RuntimeGoal,
  plan: ReturnType<typeof planPackages>,
): Promise<Outcome<never, never> | null> {
  const options = ['--simulate', '--assume-yes', '--allow-downgrades', '--allow-change-held-packages'];
  const words = [...plan.install, ...plan.remove.map((name) => `${name}-`)];
  return attempt(`Installing ${nameOf(goal)}`, async () => {
    await machine.apt.refresh();
    await machine.run(['apt-get', ...options, 'install', ...words], { env: { LC_ALL: 'C.UTF-8' } });
  });
}

/** One transaction of apt; null when it succeeded. What is ours is held again in either case. */
async function transact(
  ports: WorkerPorts,
  goal: RuntimeGoal,
  plan: ReturnType<typeof planPackages>,
): Promise<Changed | null> {
  const { apt } = ports.machine;
  const failed = await attempt(`Installing ${nameOf(goal)}`, async () => {
    await ports.working(goal.kind === 'apt' ? 'Installing docker.io from universe.' : `Installing ${nameOf(goal)}.`);
    await apt.unhold(await stillHeld(ports));
    await apt.install(plan.install, { remove: plan.remove, downgrades: true });
  });
  if (failed === null) return null;
  await attempt('Holding packages', async () => apt.hold(await ownInstalled(ports)));
  return (await hasDockerd(ports.machine.files)) ? failed : { ...failed, clears: ['docker.installed'] };
}

/** What this charm holds of the installed packages. */
async function stillHeld(ports: WorkerPorts): Promise<readonly string[]> {
  const { held } = ports.record.now();
  const installed = await ports.machine.apt.installed(held);
  return held.filter((name) => installed[name]?.isHeld === true);
}

async function ownInstalled(ports: WorkerPorts): Promise<readonly string[]> {
  const { held } = ports.record.now();
  const installed = await ports.machine.apt.installed(held);
  return held.filter((name) => name in installed);
}

/** The runtime's packages are held, none that we held before and that is no part of it is; holds of others stay. */
async function holdRuntime(ports: WorkerPorts, { kind, wanted }: RuntimeGoal): Promise<void> {
  const { apt } = ports.machine;
  const before = ports.record.now().held;
  const names = [...new Set([...wanted.map(({ name }) => name), ...companions[kind]])];
  const installed = await apt.installed([...new Set([...names, ...before])]);
  const isOurs = (name: string) => before.includes(name) || installed[name]?.isHeld !== true;
  const held = names.filter((name) => name in installed && isOurs(name)).sort();
  const gone = before.filter((name) => !held.includes(name) && installed[name]?.isHeld === true);
  // Those that go are recorded until they are free, those that come from before they are held: killed, it goes on.
  await ports.record.record((was) => ({ ...was, held: [...new Set([...held, ...gone])].sort() }));
  await apt.unhold(gone);
  await apt.hold(held.filter((name) => installed[name]?.isHeld !== true));
  await ports.record.record((was) => ({ ...was, held }));
}

/** The user `ubuntu` may talk to dockerd. */
async function joinGroup({ machine }: WorkerPorts): Promise<Outcome<never, never> | null> {
  if (!(await machine.userExists('ubuntu'))) return null;
  const groups = (await machine.files.readText('/etc/group')) ?? '';
  if (/^docker:[^:\n]*:[^:\n]*:(?:[^\n]*,)?ubuntu(?:,|$)/mu.test(groups)) return null;
  return attempt('Adding ubuntu to the group docker', () => machine.run(['usermod', '-aG', 'docker', 'ubuntu']));
}

function nameOf({ wanted }: RuntimeGoal): string {
  return wanted.map(({ name }) => name)[0] ?? 'no package';
}
