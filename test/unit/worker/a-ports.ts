import type { Machine } from '../../../src/host/host.ts';
import type { MachineFile } from '../../../src/juju/juju.ts';
import { canonicalJson } from '../../../src/worker/canonical-json.ts';
import type { WorkerPorts } from '../../../src/worker/ports.ts';
import { createServices } from '../../../src/worker/services.ts';

/** What handlers act with on a machine, where nobody listens to what they tell; what is given is as a test wants it. */
export function portsOn(
  given: { readonly machine: Machine; readonly record: MachineFile } & Partial<WorkerPorts>,
): WorkerPorts {
  return {
    app: 'kubernetes-worker',
    unit: 'kubernetes-worker/0',
    jujuFiles: given.machine.files,
    template: async (name) => name,
    services: createServices({ machine: given.machine, record: given.record, stored: {} }),
    publish: { relation: () => undefined, ports: () => undefined, version: () => undefined, desired: () => ({}) },
    fingerprint: canonicalJson,
    working: async () => undefined,
    reboot: () => true,
    warn: () => undefined,
    ...given,
  };
}
