import * as z from 'zod/mini';
import { CommandFailed } from '../../host/host.ts';
import type { InstalledPackage } from '../../host/host.ts';
import { resultKey } from '../../juju/juju.ts';
import type { ActionResults } from '../../juju/juju.ts';
import { alongside, companions, engines, pinnedPackages } from '../../workload/runtime/runtime.ts';
import type { ActionPorts } from './action.ts';
import { ActionFailed } from './action-failed.ts';
import { defineAction } from './define-action.ts';
import { watchRuntimeServices } from './restart-runtime.ts';

/**
 * The packages of the container runtime that this charm installed are the newest that the machine's archives have, held
 * as before, and docker has been started anew once if one of them changed.
 *
 * Packages that an option pins, or that an operator holds, stay; so do drivers, which need a reboot.
 */
export const upgradeDocker = defineAction({
  name: 'upgrade-docker',
  parameters: z.strictObject({}),
  run: async (_parameters, ports) => {
    const { apt } = ports.machine;
    const ours = await ownPackages(ports);
    const before = await apt.installed(ours.names);
    if (Object.keys(before).length === 0) throw new ActionFailed('Docker is not installed on this machine');
    const plan = await planUpgrade(ports, ours, before);
    if (plan.due.length === 0) {
      // An upgrade that was killed has left them without.
      await apt.hold(ports.record.now().held.filter((name) => before[name]?.isHeld === false));
      return { ...plan.told, ...versionsOf(before, before), restarted: false, response: { msg: 'Nothing is newer.' } };
    }

    const services = await watchRuntimeServices(ports);
    const failure = await install(ports, plan.due, before);
    const after = await apt.installed(ours.names);
    const changed = ours.names.filter((name) => before[name]?.version !== after[name]?.version);
    const restart = await services.settle(changed);
    const results = { ...plan.told, ...versionsOf(before, after), restarted: restart.isNew };
    const problem = failure ?? restart.problem;
    if (problem !== null) throw new ActionFailed(problem, results);
    return { ...results, response: { msg: `Upgraded ${changed.join(', ')}.` } };
  },
});

/** Packages of our runtime, whether or not the machine has them; those that stay at their version are among them. */
interface OwnPackages {
  readonly names: readonly string[];
  readonly pins: ReadonlySet<string>;
}

/** @throws ActionFailed when there is no runtime of ours */
async function ownPackages({ machine, record, tools }: ActionPorts): Promise<OwnPackages> {
  const { runtime, held } = record.now();
  if (runtime === null) {
    const others = Object.entries(await machine.apt.installed(engines));
    const [name, found] = others[0] ?? [];
    if (name === undefined) throw new ActionFailed('Docker is not installed on this machine');
    throw new ActionFailed(
      `${name} ${found?.version ?? ''} was not installed by this charm, or its installation is not complete: it stays`,
    );
  }
  const config = await tools.config();
  const pins = pinnedPackages(
    pinningOptions.map((option) => config[option]).filter((value): value is string => typeof value === 'string'),
  );
  const specs = [...runtime.packages, ...held].map((spec) => spec.replace(/[:=].*$/u, ''));
  const names = [...new Set([...specs, ...companions[runtime.kind], ...alongside[runtime.kind]])]
    .filter((name) => !isDriver.test(name))
    .sort();
  return { names, pins };
}

interface Plan {
  readonly due: readonly string[];
  readonly told: ActionResults;
}

/** @throws ActionFailed when apt cannot say what is newest */
async function planUpgrade(
  { machine: { apt }, record, tell }: ActionPorts,
  { pins }: OwnPackages,
  before: Readonly<Record<string, InstalledPackage>>,
): Promise<Plan> {
  await tell('Fetching the package lists');
  const [unreached] = (await apt.refresh()).filter((line) => isOutdated.test(line));
  if (unreached !== undefined) throw new ActionFailed(`apt cannot tell what is newest: ${unreached}`);
  const installed = Object.keys(before);
  const { held } = record.now();
  const foreign = installed.filter((name) => before[name]?.isHeld === true && !held.includes(name));
  const candidates = await apt.candidates(installed);
  const pinned = installed.filter((name) => pins.has(name));
  const due = installed
    .filter((name) => !foreign.includes(name) && !pins.has(name))
    .filter((name) => candidates[name] !== undefined && candidates[name] !== before[name]?.version);
  return {
    due,
    told: {
      ...(pinned.length > 0 ? { pinned: pinned.join(' ') } : {}),
      ...(foreign.length > 0 ? { 'held-by-operator': foreign.join(' ') } : {}),
    },
  };
}

/**
 * The packages are the newest; null, or why they are not. Our holds are back in either case. Killed in between, the
 * next hook finds what is recorded as held and is not.
 */
async function install(
  { machine: { apt }, record, tell }: ActionPorts,
  due: readonly string[],
  before: Readonly<Record<string, InstalledPackage>>,
): Promise<string | null> {
  const held = record.now().held.filter((name) => name in before);
  const problems: string[] = [];
  const tolerate = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      problems.push(error.message);
    }
  };
  await tell(`Upgrading ${due.join(', ')}`);
  await tolerate(async () => {
    await apt.unhold(held.filter((name) => due.includes(name)));
    await apt.install(due, { recommends: false });
  });
  await tolerate(() => apt.hold(held));
  return problems[0] ?? null;
}

function versionsOf(
  before: Readonly<Record<string, InstalledPackage>>,
  after: Readonly<Record<string, InstalledPackage>>,
): ActionResults {
  const shown = (found: typeof before) =>
    Object.fromEntries(Object.entries(found).map(([name, { version }]) => [resultKey(name), version]));
  return { before: shown(before), after: shown(after) };
}

/** apt goes on with what it fetched on an earlier day where it cannot reach an archive, or does not believe it. */
const isOutdated = /Failed to fetch|index files failed|GPG error|not signed|could not be verified/iu;

const pinningOptions: readonly string[] = [
  'docker-ce-package',
  'docker_runtime_package',
  'nvidia-container-runtime-package',
  'nvidia-docker-package',
];
/** A module that is newer than what the kernel has loaded breaks every container that uses the card until a reboot. */
const isDriver =
  /^(?:nvidia-driver|nvidia-headless|nvidia-\d|nvidia-dkms|nvidia-kernel|nvidia-utils|cuda|libnvidia-(?!container))/u;
