import { createServices } from '../../../src/worker/services.ts';
import type { MachineFile } from '../../../src/juju/juju.ts';
import type { WorkerPorts } from '../../../src/worker/ports.ts';
import { aMachine } from '../host/stand-ins.ts';
import type { TestMachine } from '../host/stand-ins.ts';
import { portsOn } from './a-ports.ts';
import { aRecord } from './a-record.ts';

/** A worker on a machine of a temporary folder, whose memory lasts from one run of a handler to the next. */
export interface TestWorker extends TestMachine {
  readonly record: MachineFile;
  /** What a handler acts on in the next hook. */
  readonly ports: () => WorkerPorts;
  /** The bags that the last ports were told to publish, by relation id. */
  readonly published: () => Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A new worker; its systemd has every service active, and says yes to everything. */
export function aWorker(): TestWorker {
  const machine = aMachine();
  machine.script(
    'systemctl',
    `[ "$1" != show ] || printf 'Id=docker.service\\nLoadState=loaded\\nActiveState=active\\nSubState=running\\n'`,
  );
  const record = aRecord();
  let wanted: Readonly<Record<string, string>> = {};
  let published: Record<string, Readonly<Record<string, string>>> = {};
  const ports = (): WorkerPorts => {
    const services = createServices({ machine: machine.machine, record, stored: wanted });
    published = {};
    return portsOn({
      machine: machine.machine,
      record,
      services: {
        ...services,
        want: (service, fingerprint, reason) => {
          services.want(service, fingerprint, reason);
          wanted = services.wanted();
        },
      },
      publish: {
        relation: (ids, bag) => {
          for (const id of ids) published[id] = bag;
        },
        ports: () => undefined,
        version: () => undefined,
        desired: () => ({}),
      },
    });
  };
  return { ...machine, record, ports, published: () => published };
}
