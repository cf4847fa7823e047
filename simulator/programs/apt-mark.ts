import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { candidatesOf } from './apt-lists.ts';
import { writeStatus } from './dpkg-status.ts';
import { stateOf } from './state.ts';

/**
 * `apt-mark`: hold, unhold, showhold, auto, manual, showauto and showmanual.
 *
 * As real: a package that is known but not installed can be held, and is refused when it is then to be installed; one that
 * no list has is an error.
 */
export function aptMark({ machine, argv }: ProgramCall): Answer {
  const [verb = '', ...names] = argv.filter((arg) => !arg.startsWith('-'));
  const { packages, configFiles, heldAbsent } = stateOf(machine);
  const show = (found: readonly string[]) =>
    said(
      [...found]
        .sort()
        .map((name) => `${name}\n`)
        .join(''),
    );
  const installed = Object.keys(packages);
  if (verb === 'showhold') return show([...installed.filter((name) => packages[name]?.isHeld), ...heldAbsent]);
  if (verb === 'showauto') return show(installed.filter((name) => packages[name]?.isAuto));
  if (verb === 'showmanual') return show(installed.filter((name) => packages[name]?.isAuto !== true));
  if (!['hold', 'unhold', 'auto', 'manual'].includes(verb)) return refused(100, `E: Invalid operation ${verb}`);
  const isKnown = (name: string) =>
    packages[name] !== undefined || configFiles[name] !== undefined || candidatesOf(machine, name).length > 0;
  const unknown = names.filter((name) => !isKnown(name));
  if (unknown.length > 0)
    return refused(
      100,
      [...unknown.map((name) => `E: Unable to locate package ${name}`), 'E: No packages found'].join('\n'),
    );
  const mark = verb.endsWith('hold')
    ? (name: string) => hold(machine, name, verb === 'hold')
    : (name: string) => auto(machine, name, verb === 'auto');
  return said(names.map((name) => `${mark(name)}\n`).join(''));
}

function hold(machine: Machine, name: string, isHeld: boolean): string {
  const state = stateOf(machine);
  const found = state.packages[name];
  const before = found?.isHeld ?? state.heldAbsent.includes(name);
  if (before === isHeld) return isHeld ? `${name} was already set on hold.` : `${name} was already not on hold.`;
  if (found !== undefined) found.isHeld = isHeld;
  else if (isHeld) state.heldAbsent.push(name);
  else state.heldAbsent = state.heldAbsent.filter((each) => each !== name);
  writeStatus(machine);
  return isHeld ? `${name} set on hold.` : `Canceled hold on ${name}.`;
}

function auto(machine: Machine, name: string, isAuto: boolean): string {
  const found = stateOf(machine).packages[name];
  const word = isAuto ? 'automatically' : 'manually';
  if (found === undefined) return `${name} can not be marked as it is not installed.`;
  if ((found.isAuto === true) === isAuto) return `${name} was already set to ${word} installed.`;
  if (isAuto) found.isAuto = true;
  else delete found.isAuto;
  return `${name} set to ${word} installed.`;
}
