import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadMachineFile } from '../../../src/juju/juju.ts';
import { collectAnnouncements } from '../../../src/worker/announcements.ts';
import type { WorkerPorts } from '../../../src/worker/ports.ts';
import { aMachine } from '../host/stand-ins.ts';
import type { TestMachine } from '../host/stand-ins.ts';
import { portsOn } from './a-ports.ts';

/** What a handler acts on, over a machine made of a temporary folder and stand-in programs. */
export async function handlerPorts(): Promise<TestMachine & { readonly ports: WorkerPorts }> {
  const test = aMachine();
  const { machine, files } = test;
  const record = await loadMachineFile(files, '/state', { randomKey: () => 'ab'.repeat(16) });
  const ports = portsOn({
    machine,
    record,
    template: (name) => readFile(path.resolve('templates', name), 'utf8'),
    publish: collectAnnouncements(),
  });
  return { ...test, ports };
}
