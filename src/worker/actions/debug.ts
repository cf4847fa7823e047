import * as z from 'zod/mini';
import { createRedactor } from '../../workload/redact/redactor.ts';
import { collect, limits } from '../debug/collect.ts';
import type { Collected } from '../debug/collect.ts';
import { collection } from '../debug/collection.ts';
import { createDebugLog, stampOf } from '../debug/debug-log.ts';
import { knownSecrets, withoutSecretLeaves } from '../debug/known-secrets.ts';
import { removeTree } from '../debug/remove-tree.ts';
import { stateFolder } from '../worker-run.ts';
import type { ActionPorts } from './action.ts';
import { ActionFailed } from './action-failed.ts';
import { defineAction } from './define-action.ts';

/**
 * An archive of what somebody who was not there needs to understand this unit: what its programs say of themselves,
 * their journals, the unit's state and its trace. No secret is in it, and nobody but the user `ubuntu` can read it.
 *
 * Programs that fail, hang or are missing are named, and the archive is made all the same. Of earlier archives the newest
 * stay, and an operator's own files always.
 */
export const debug = defineAction({
  name: 'debug',
  parameters: z.strictObject({}),
  run: async (_parameters, ports) => {
    // In the folder of the state, which only root can enter, and always there: what a killed run left goes with the next.
    const work = `${stateFolder(ports)}/debug`;
    await removeTree(ports.jujuFiles, work);
    try {
      const name = `debug-${stampOf(new Date(ports.machine.now()))}`;
      await ports.jujuFiles.makeFolder(work, { mode: 0o700 });
      const { failed, missing } = await fill(ports, `${work}/${name}`);
      const { path, size } = await pack(ports, { work, name });
      return {
        path,
        command: `juju scp ${ports.unit}:${path} .`,
        message: `Archive has been created on unit ${ports.unit}. Use the juju scp command to copy it to your local machine.`,
        size,
        ...(failed.length === 0 ? {} : { failed: failed.join(' ') }),
        ...(missing.length === 0 ? {} : { missing: missing.join(' ') }),
      };
    } finally {
      await removeTree(ports.jujuFiles, work);
    }
  },
});

/** The folder holds what the archive will. */
async function fill(ports: ActionPorts, folder: string): Promise<Collected> {
  const { machine, jujuFiles } = ports;
  const redact = createRedactor(await knownSecrets(ports));
  const write = async (file: string, text: string): Promise<void> => {
    await jujuFiles.write(`${folder}/${file}`, redact(text), { mode: 0o600, parentMode: 0o700 });
  };
  const log = createDebugLog(() => new Date(machine.now()));
  log.add('Running script: charm-unitdata');
  await writeUnitData(ports, write);
  const collected = await collect(collection, { machine, write, log, left: { ...limits } });
  await write('debug.log', log.text());
  return collected;
}

/** What the charm knows, and what it did; `unitdata.json` is where the charm of 2018 had the like. */
async function writeUnitData(ports: ActionPorts, write: (file: string, text: string) => Promise<void>): Promise<void> {
  const shown = (value: unknown) => `${JSON.stringify(withoutSecretLeaves(value), null, 2)}\n`;
  await write('charm-unitdata/unitdata.json', shown(ports.state));
  await write('charm-unitdata/machine.json', shown(ports.record.now()));
  for (const name of ['trace.jsonl', 'trace.jsonl.1']) {
    const text = await ports.jujuFiles.readText(`${stateFolder(ports)}/${name}`);
    if (text !== null) await write(`charm-unitdata/${name}`, text);
  }
}

/** @throws ActionFailed when the archive cannot be made */
async function pack(
  { machine, jujuFiles, record }: ActionPorts,
  { work, name }: { readonly work: string; readonly name: string },
): Promise<{ readonly path: string; readonly size: number }> {
  const packed = `${work}/archive.tar.gz`;
  await machine.run(['tar', '--create', '--gzip', `--file=${packed}`, `--directory=${work}`, name], {
    timeoutMs: packingMs,
  });
  const bytes = await jujuFiles.readBytes(packed);
  if (bytes === null) throw new ActionFailed('tar has made no archive');
  const isUbuntus = await machine.userExists('ubuntu');
  const path = `${isUbuntus ? '/home/ubuntu' : '/root'}/${name}.tar.gz`;
  // Before it is there, so that one that is killed here is known to be ours.
  const others = record.now().archives.filter((each) => each !== path);
  await record.record((was) => ({ ...was, archives: [...others, path] }));
  await machine.files.write(path, bytes, { mode: 0o600, ...(isUbuntus ? { owner: 'ubuntu' } : {}) });
  const old = others.slice(0, Math.max(0, others.length + 1 - keptArchives));
  for (const each of old) await machine.files.remove(each);
  await record.record((was) => ({ ...was, archives: was.archives.filter((each) => !old.includes(each)) }));
  return { path, size: bytes.length };
}

/** The disk of a node belongs to its pods. */
const keptArchives = 3;
const packingMs = 60_000;
