import type { MachineFile, MachineRecord } from '../../../src/juju/juju.ts';

/** A record of the machine in memory. */
export function aRecord(changes: Partial<MachineRecord> = {}): MachineFile {
  let now: MachineRecord = {
    schema: 1,
    fingerprintKey: 'ab',
    services: {},
    ports: [],
    labels: {},
    packages: [],
    snaps: {},
    heldSnaps: [],
    upgrade: null,
    files: [],
    manifests: [],
    node: null,
    snapSettings: {},
    logins: {},
    runtime: null,
    held: [],
    aptFiles: [],
    archives: [],
    daemonJson: {},
    cordoned: false,
    paused: false,
    leaving: false,
    emptied: false,
    podsLeft: [],
    sweptAt: null,
    kernelArguments: [],
    grub: { made: [], changedIn: null },
    snapStore: null,
    ...changes,
  };
  return {
    now: () => now,
    record: async (change) => {
      now = change(now);
    },
    warning: null,
  };
}
