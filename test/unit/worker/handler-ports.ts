import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadMachineFile } from '../../../src/juju/juju.ts';
import { collectAnnouncements } from '../../../src/worker/announcements.ts';
import type { WorkerPorts } from '../../../src/worker/ports.ts';
import { createServices } from '../../../src/worker/services.ts';
import { aMachine } from '../host/stand-ins.ts';
import type { TestMachine } from '../host/stand-ins.ts';

/** What a handler acts on, over a machine made of a temporary folder and stand-in programs. */
export async function handlerPorts(): Promise<TestMachine & { readonly ports: WorkerPorts }> {
  const test = aMachine();
  const { machine, files } = test;
  const record = await loadMachineFile(files, '/state', { randomKey: () => 'ab'.repeat(16) });
  const ports: WorkerPorts = {
    app: 'kubernetes-worker',
    unit: 'kubernetes-worker/0',
    machine,
    jujuFiles: files,
    template: (name) => readFile(path.resolve('templates', name), 'utf8'),
    services: createServices({ machine, record, stored: {} }),
    publish: collectAnnouncements(),
    record,
    fingerprint: (value) => JSON.stringify(value),
    working: async () => undefined,
    reboot: () => undefined,
    warn: () => undefined,
  };
  return { ...test, ports };
}
