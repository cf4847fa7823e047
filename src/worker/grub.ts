import type { Outcome } from '../engine/engine.ts';
import { CommandFailed } from '../host/host.ts';
import type { Files } from '../host/host.ts';
import {
  cgroupArguments,
  cgroupArgumentsIn,
  grubCommandLine,
  renderGrubDropIn,
  withoutOriginalEdit,
} from '../workload/kernel-arguments.ts';
import { failure } from './attempt.ts';
import { driftPaths } from './drift-paths.ts';
import type { WorkerPorts } from './ports.ts';

/** GRUB's configuration as it is on the machine. */
export interface FoundGrub {
  readonly defaults: string;
  readonly defaultsMode: number;
  /** Texts of the other files that GRUB reads after it, ours not among them. */
  readonly others: readonly string[];
  readonly dropIn: string | null;
}

/** What GRUB's configuration should be. */
export interface GrubPlan {
  /** Those of the arguments that the operator's own configuration gives the kernel. */
  readonly operators: readonly string[];
  /** Those that our file adds. */
  readonly added: readonly string[];
  readonly defaults: string;
  /** Null when there should be no file of ours. */
  readonly dropIn: string | null;
}

/** GRUB's configuration; null on a machine that has none. */
export async function readGrub(files: Files): Promise<FoundGrub | null> {
  const defaults = await files.readText(defaultsPath);
  const stat = await files.stat(defaultsPath);
  if (defaults === null || stat === null) return null;
  const others: string[] = [];
  for (const name of (await files.list(folder)) ?? []) {
    const path = `${folder}/${name}`;
    if (!name.endsWith('.cfg') || path === dropInPath) continue;
    others.push((await files.readText(path)) ?? '');
  }
  return { defaults, defaultsMode: stat.mode, others, dropIn: await files.readText(dropInPath) };
}

/** The operator's lines stay, ours add what is missing. What the 2018 charm wrote among them moves to our file. */
export function planGrub(found: FoundGrub, isWanted: boolean): GrubPlan {
  const defaults = withoutOriginalEdit(found.defaults) ?? found.defaults;
  const operators = cgroupArgumentsIn(grubCommandLine([defaults, ...found.others]));
  const added = isWanted ? cgroupArguments.filter((each) => !operators.includes(each)) : [];
  return { operators, added, defaults, dropIn: added.length === 0 ? null : renderGrubDropIn(added) };
}

/**
 * GRUB's files are as planned and its menu was made from them; null, or what stood in the way.
 *
 * What is ours, and in which run of the machine it changed, is recorded before anything changes; that the menu was made,
 * after it. So a hook that is killed goes on where it was.
 */
export async function writeGrub(given: {
  readonly ports: WorkerPorts;
  readonly found: FoundGrub;
  readonly plan: GrubPlan;
  readonly bootId: string | null;
}): Promise<Outcome<never, never> | 'no update-grub' | null> {
  const { found, plan, bootId } = given;
  const { record, working } = given.ports;
  const { files, run } = given.ports.machine;
  const before = record.now();
  const isMade = before.grub.made.join(' ') === plan.added.join(' ');
  if (isMade && plan.dropIn === found.dropIn && plan.defaults === found.defaults) return null;

  await working('Configuring and updating grub');
  await record.record((was) => ({
    ...was,
    kernelArguments: [...new Set([...was.kernelArguments, ...plan.added])],
    grub: { ...was.grub, changedIn: bootId },
  }));
  await write(files, { dropIn: plan.dropIn, defaults: plan.defaults, mode: found.defaultsMode });
  try {
    await run(['update-grub'], { timeoutMs: menuTimeoutMs });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    // 127 is how a wrapper says that there is no such program.
    if (!error.isMissing && error.exitCode !== 127) return failure('Updating grub', error);
    await write(files, { dropIn: found.dropIn, defaults: found.defaults, mode: found.defaultsMode });
    await record.record(() => before);
    return 'no update-grub';
  }
  await record.record((was) => ({ ...was, grub: { ...was.grub, made: plan.added } }));
  return null;
}

/** Our file first: between the two there is an argument twice, which is harmless, rather than none. */
async function write(
  files: Files,
  { dropIn, defaults, mode }: { readonly dropIn: string | null; readonly defaults: string; readonly mode: number },
): Promise<void> {
  if (dropIn === null) await files.remove(dropInPath);
  else await files.write(dropInPath, dropIn, { mode: 0o644 });
  await files.write(defaultsPath, defaults, { mode });
}

const [defaultsPath, dropInPath] = driftPaths.grub;
const folder = '/etc/default/grub.d';
/** It looks for other systems on every disk. */
const menuTimeoutMs = 600_000;
