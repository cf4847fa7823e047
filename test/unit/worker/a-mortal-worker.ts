import type { Machine } from '../../../src/host/host.ts';
import type { MachineFile } from '../../../src/juju/juju.ts';
import type { WorkerPorts } from '../../../src/worker/ports.ts';
import { createServices } from '../../../src/worker/services.ts';
import type { Services } from '../../../src/worker/services.ts';
import type { TestMachine } from '../host/stand-ins.ts';
import { portsOn } from './a-ports.ts';
import { aRecord } from './a-record.ts';

/** What handlers of one hook act with, on a test machine. */
export interface WorkerOn {
  readonly ports: WorkerPorts;
  readonly services: Services;
  /** Why the machine is to reboot at the end of the hook. */
  readonly reboots: string[];
  readonly statuses: string[];
}

/** A hook on the machine. `stored` is what the last one left in the state about services. */
export function aWorkerOn(
  { machine }: Pick<TestMachine, 'machine'>,
  given: { readonly record?: MachineFile; readonly stored?: Readonly<Record<string, string>> } = {},
): WorkerOn {
  const record = given.record ?? aRecord();
  const services = createServices({ machine, record, stored: given.stored ?? {} });
  const reboots: string[] = [];
  const statuses: string[] = [];
  return {
    services,
    reboots,
    statuses,
    ports: portsOn({
      machine,
      record,
      services,
      template: async () => '',
      working: async (what) => void statuses.push(what),
      reboot: (reason) => reboots.push(reason) > 0,
    }),
  };
}

/** The hook was killed: nothing after it happened. */
export class Killed extends Error {}

/** The machine and the record, dead after `acts` acts that change something, the last of which was done. */
export function mortal(
  machine: Machine,
  record: MachineFile,
  acts: number,
): { readonly machine: Machine; readonly record: MachineFile } {
  let left = acts;
  const once = async <T>(act: () => Promise<T>): Promise<T> => {
    if (left === 0) throw new Killed();
    left -= 1;
    return act();
  };
  const { files, systemd, snap } = machine;
  return {
    machine: {
      ...machine,
      run: (argv, options) => once(() => machine.run(argv, options)),
      systemd: {
        ...systemd,
        reload: () => once(() => systemd.reload()),
        restart: (unit) => once(() => systemd.restart(unit)),
      },
      snap: {
        ...snap,
        set: (name, changes) => once(() => snap.set(name, changes)),
        acknowledge: (file) => once(() => snap.acknowledge(file)),
      },
      files: {
        ...files,
        write: (file, content, options) => once(() => files.write(file, content, options)),
        remove: (file) => once(() => files.remove(file)),
      },
    },
    record: { ...record, record: (change) => once(() => record.record(change)) },
  };
}
