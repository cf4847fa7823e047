import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { onDisk, refused, said } from './answers.ts';
import { readSnapFile, storeChannels, storeSnaps } from './snap-store.ts';
import type { StoreChannel } from './snap-store.ts';
import { stateOf } from './state.ts';

/**
 * `snap info NAME|FILE ...`: what the store, the machine and files have, one after the other.
 *
 * Not a terminal, so a channel that follows a safer one is `^` and a closed one `--`. The real one says nothing of a store
 * that does not answer: the channels are missing then, and a snap that is not installed is not found.
 */
export function snapInfo(call: ProgramCall, args: readonly string[], isStoreThere: boolean): Answer {
  if (args.length === 0)
    return refused(1, 'error: the required argument `<snap> (at least 1 argument)` was not provided');
  const texts = args.map((arg) => aboutFile(call, arg) ?? aboutSnap(call.machine, arg, isStoreThere));
  if (texts.length === 1 && texts[0] === null)
    return refused(1, `error: no snap found for ${JSON.stringify(args[0] ?? '')}`);
  const shown = texts.map((text, index) => text ?? `warning: no snap found for ${JSON.stringify(args[index] ?? '')}\n`);
  if (texts.every((text) => text === null)) return refused(1, 'error: no valid snaps given', shown.join('---\n'));
  return said(shown.join('---\n'));
}

function aboutFile({ machine, cwd }: ProgramCall, arg: string): string | null {
  if (!arg.includes('/') && !arg.endsWith('.snap')) return null;
  const found = readSnapFile(onDisk(machine, arg, cwd), arg);
  if ('problem' in found) return null;
  const path = JSON.stringify(arg);
  return `path:       ${path}\nname:       ${found.name}\nsummary:    a file\nversion:    ${found.version} classic\nlicense:    unset\ndescription: |\n  A file.\n`;
}

function aboutSnap(machine: Machine, name: string, isStoreThere: boolean): string | null {
  const installed = stateOf(machine).snaps[name];
  const isKnown = storeSnaps[name] !== undefined && isStoreThere;
  if (installed === undefined && !isKnown) return null;
  const head = `name:      ${name}\nsummary:   ${name}\npublisher: Canonical**\nlicense:   Apache-2.0\ndescription: |\n  ${name} of Kubernetes.\n`;
  const tracking = installed?.channel ?? null;
  const rows = isKnown ? storeChannels(machine, name).map((row) => [`  ${row.channel}:`, released(row)]) : [];
  if (installed !== undefined)
    rows.push(['installed:', `${installed.version} (${installed.revision}) 22MB ${notesOf(installed.isHeld)}`]);
  const width = Math.max(...rows.map(([label = '']) => label.length));
  const lines = rows.map(([label = '', text = '']) => `${label.padEnd(width)} ${text}\n`);
  const channels = isKnown ? 'channels:\n' : '';
  return `${head}${tracking === null ? '' : `tracking:     ${tracking}\n`}${channels}${lines.join('')}`;
}

function released({ own, served }: StoreChannel): string {
  if (own !== null) return `${own.version} 2018-06-01 (${own.revision}) 22MB classic`;
  return served === null ? '--' : '^';
}

function notesOf(isHeld: boolean): string {
  return isHeld ? 'classic,held' : 'classic';
}
