import type { MachineFile, MachineRecord } from '../../src/juju/juju.ts';

/** The record of a machine on which nothing has been done, in memory. */
export function aRecord(): MachineFile {
  let now: MachineRecord = {
    schema: 1,
    fingerprintKey: 'ab'.repeat(16),
    services: {},
    ports: [],
    labels: {},
    packages: [],
    snaps: {},
    files: [],
    manifests: [],
    node: null,
    snapSettings: {},
    logins: {},
    runtime: null,
    held: [],
    aptFiles: [],
    daemonJson: {},
    cordoned: false,
    kernelArguments: [],
    grub: { made: [], changedIn: null },
    snapStore: null,
  };
  return {
    now: () => now,
    record: async (change) => {
      now = change(now);
    },
    warning: null,
  };
}
