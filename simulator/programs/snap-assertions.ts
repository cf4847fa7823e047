import type { Answer, Machine } from '../contract.ts';
import { onDisk, refused, said } from './answers.ts';
import { readMachineFile } from './machine-files.ts';
import { stateOf } from './state.ts';

/**
 * `snap ack FILE`: snapd believes the assertions in the file. Signatures are not looked at here.
 *
 * Source: snapd, asserts/asserts.go and store_asserts.go; cmd/snap/cmd_ack.go
 */
export function snapAck(machine: Machine, args: readonly string[], cwd: string): Answer {
  const [file, ...more] = args;
  if (file === undefined) return refused(1, 'error: the required argument `<assertion file>` was not provided');
  if (more.length > 0) return refused(1, 'error: too many arguments for command');
  const text = readMachineFile(machine, onDisk(machine, file, cwd));
  if (text === null) return refused(1, `error: open ${file}: no such file or directory`);
  const assertions = text.split(/\n\n/u).filter((part) => /^type: \S+$/mu.test(part));
  if (assertions.length === 0)
    return refused(1, 'error: cannot assert: cannot decode request body into assertions: unexpected EOF');
  const { stores } = stateOf(machine).core;
  for (const assertion of assertions) {
    const store = /^type: store$/mu.test(assertion) ? /^store: (\S+)$/mu.exec(assertion)?.[1] : undefined;
    if (store !== undefined && !stores.includes(store)) stores.push(store);
  }
  return said();
}

/** Why snapd does not take this as its store; null when it does. Empty is none. */
export function storeProblem(machine: Machine, store: string): string | null {
  if (store === '' || stateOf(machine).core.stores.includes(store)) return null;
  return `cannot set proxy.store to "${store}" without a matching store assertion`;
}
