import type { Series } from '../contract.ts';
import { JujuRefused } from './model.ts';
import type { MachineData, Model } from './model.ts';

export interface NewMachine {
  readonly series?: Series;
  /** An lxd container on this machine. */
  readonly container?: { readonly parent: string };
  readonly id?: string;
  readonly architecture?: MachineData['architecture'];
  /** The public address differs from the private one. */
  readonly hasPublicAddress?: boolean;
}

/**
 * The model has one more machine; the answer is its id, `0/lxd/0` for the first container on machine 0.
 *
 * @throws JujuRefused when the id is taken or the parent is not there
 */
export function addMachine(model: Model, wanted: NewMachine): string {
  const parent = wanted.container?.parent ?? null;
  if (parent !== null && model.machines[parent] === undefined) throw new JujuRefused(`machine ${parent} not found`);
  const id = wanted.id ?? (parent === null ? nextId(model) : nextContainerId(model, parent));
  if (model.machines[id] !== undefined) throw new JujuRefused(`machine ${id} already exists`);
  if (/^\d+$/u.test(id)) model.nextMachine = Math.max(model.nextMachine, Number(id) + 1);
  const number = model.nextAddress;
  model.nextAddress += 1;
  model.machines[id] = {
    id,
    hostName: `juju-${model.uuid.replaceAll('-', '').slice(-6)}-${folderOfMachine(id)}`,
    series: wanted.series ?? (parent === null ? undefined : model.machines[parent]?.series) ?? 'focal',
    architecture: wanted.architecture ?? 'amd64',
    parent,
    address: `10.5.${number >> 8}.${number & 255}`,
    publicAddress:
      wanted.hasPublicAddress === true ? `203.0.113.${number & 255}` : `10.5.${number >> 8}.${number & 255}`,
    state: {},
    faults: [],
  };
  return id;
}

/** `0/lxd/0` to `0-lxd-0`. */
export function folderOfMachine(id: string): string {
  return id.replaceAll('/', '-');
}

function nextId(model: Model): string {
  while (model.machines[String(model.nextMachine)] !== undefined) model.nextMachine += 1;
  return String(model.nextMachine);
}

function nextContainerId(model: Model, parent: string): string {
  let number = 0;
  while (model.machines[`${parent}/lxd/${number}`] !== undefined) number += 1;
  return `${parent}/lxd/${number}`;
}
