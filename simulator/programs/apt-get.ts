import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { readAptOptions } from './apt-options.ts';
import type { AptOptions } from './apt-options.ts';
import { candidatesOf } from './apt-lists.ts';
import { planInstall } from './apt-plan.ts';
import { changesText, headText, removingText, setUpText } from './apt-text.ts';
import type { Changes } from './apt-text.ts';
import { aptUpdate } from './apt-update.ts';
import { takeDownloadFault } from './downloads.ts';
import { isDowngrade, removePackages, unpack } from './dpkg-changes.ts';
import { unneeded, withDependents } from './installed-packages.ts';
import type { PackageVersion } from './package-version.ts';
import { stateOf } from './state.ts';

/** `apt-get`: update, install, remove, purge and autoremove of what the machine's sources have. */
export function aptGet({ machine, argv }: ProgramCall): Answer {
  const options = readAptOptions(argv);
  if ('problem' in options) return refused(100, options.problem);
  const { verb, words } = options;
  if (options.isVersion) return said('apt 1.2.26 (amd64)\n');
  if (verb === 'update') return aptUpdate(machine);
  if (!['install', 'remove', 'purge', 'autoremove'].includes(verb)) {
    return refused(100, verb === '' ? 'E: Invalid operation' : `E: Invalid operation ${verb}`);
  }
  if (stateOf(machine).dpkgIsInterrupted)
    return refused(100, "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.");
  if (!options.isYes && !options.isSimulated) {
    return refused(1, 'Abort.', 'Do you want to continue? [Y/n] Abort.\n');
  }
  return verb === 'install' ? install(machine, words, options) : remove(machine, words, options);
}

function install(machine: Machine, words: readonly string[], options: AptOptions): Answer {
  const plan = planInstall(machine, words, options);
  if ('problem' in plan) return refused(100, plan.problem, `${headText}${plan.said}`);
  const { packages, heldAbsent } = stateOf(machine);
  const cleared = options.isAutoRemove ? unneeded(machine, plan.remove) : [];
  const touched = [...plan.install.map(({ name }) => name), ...plan.remove];
  const changes: Changes = {
    ...plan,
    remove: [...plan.remove, ...cleared],
    held: touched.filter((name) => packages[name]?.isHeld === true || heldAbsent.includes(name)),
    downgraded: plan.install.filter((found) => isDowngrade(machine, found)),
  };
  const text = `${headText}${changesText(machine, changes)}`;
  if (options.isSimulated) return said(text);
  const problem = unwanted(changes, options) ?? undownloaded(machine, plan.install);
  if (problem !== null) return refused(100, problem, text);
  const removing = removingText(machine, changes.remove);
  removePackages(machine, changes.remove, options.isPurge);
  unpack(machine, plan.install, plan.asked);
  return said(`${text}${removing}${setUpText(plan.install)}`);
}

/** What apt does not do when nobody is there to agree. */
function unwanted({ downgraded, held }: Changes, { allowsDowngrades, allowsHeld }: AptOptions): string | null {
  if (downgraded.length > 0 && !allowsDowngrades)
    return 'E: Packages were downgraded and -y was used without --allow-downgrades.';
  if (held.length > 0 && !allowsHeld)
    return 'E: Held packages were changed and -y was used without --allow-change-held-packages.';
  return null;
}

function undownloaded(machine: Machine, versions: readonly PackageVersion[]): string | null {
  const failed = versions.flatMap(({ name, version }) => {
    const uri = candidatesOf(machine, name).find(({ found }) => found.version === version)?.uri;
    if (uri === undefined) return [];
    const url = `${uri}/pool/${name}_${version.replace(/^\d+:/u, '')}_${machine.architecture}.deb`;
    const problem = takeDownloadFault(machine, url);
    return problem === null ? [] : [`E: Failed to fetch ${url}  ${problem}\n`];
  });
  if (failed.length === 0) return null;
  return `${failed.join('')}E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?`;
}

function remove(machine: Machine, words: readonly string[], options: AptOptions): Answer {
  const { packages, configFiles } = stateOf(machine);
  const isPurge = options.verb === 'purge' || options.isPurge;
  const isKnown = (name: string) =>
    packages[name] !== undefined || configFiles[name] !== undefined || candidatesOf(machine, name).length > 0;
  const unknown = words.filter((name) => !isKnown(name));
  if (unknown.length > 0)
    return refused(100, unknown.map((name) => `E: Unable to locate package ${name}\n`).join(''), headText);
  const installed = words.filter((name) => packages[name] !== undefined);
  const left = isPurge ? words.filter((name) => packages[name] === undefined && configFiles[name] !== undefined) : [];
  const going = withDependents(machine, installed);
  const cleared = options.verb === 'autoremove' || options.isAutoRemove ? unneeded(machine, going) : [];
  const all = [...new Set([...going, ...left, ...cleared])];
  const changes: Changes = {
    install: [],
    additional: [],
    upToDate: [],
    remove: all,
    absent: words.filter((name) => !all.includes(name)),
    held: going.filter((name) => packages[name]?.isHeld === true),
    downgraded: [],
  };
  const text = `${headText}${changesText(machine, changes)}`;
  if (options.isSimulated) return said(text);
  const problem = unwanted(changes, options);
  if (problem !== null) return refused(100, problem, text);
  const removing = removingText(machine, all);
  removePackages(machine, all, isPurge);
  return said(`${text}${removing}`);
}
