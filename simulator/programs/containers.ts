import { createHash } from 'node:crypto';
import type { Machine } from '../contract.ts';
import { stateOf } from './state.ts';
import type { ContainerRecord, ImageRecord } from './state.ts';

type Engine = ContainerRecord['engine'];

/** The containers of an engine, running or not. */
export function containersOf(machine: Machine, engine: Engine = 'docker'): readonly ContainerRecord[] {
  return stateOf(machine).containers.filter((container) => container.engine === engine);
}

/** The images of an engine. They stay when its package is replaced. */
export function imagesOf(machine: Machine, engine: Engine = 'docker'): readonly ImageRecord[] {
  return stateOf(machine).images.filter((image) => image.engine === engine);
}

/** The machine has this container, and its image. */
export function addContainer(
  machine: Machine,
  given: { readonly name: string; readonly image: string } & Partial<Omit<ContainerRecord, 'id'>>,
): ContainerRecord {
  const { containers } = stateOf(machine);
  const container = { isRunning: true, engine: 'docker' as const, pod: null, ...given, id: idOf('c', given.name) };
  const others = containers.filter(({ id }) => id !== container.id);
  containers.splice(0, containers.length, ...others, container);
  addImage(machine, { name: container.image, engine: container.engine });
  return container;
}

/** The machine has this image; the same one for the same name. */
export function addImage(
  machine: Machine,
  given: { readonly name: string | null } & Partial<Omit<ImageRecord, 'id' | 'name'>>,
): ImageRecord {
  const { images } = stateOf(machine);
  const engine = given.engine ?? 'docker';
  const name = given.name === null ? null : tagged(given.name);
  const known = images.find((image) => name !== null && image.name === name && image.engine === engine);
  if (known !== undefined) return known;
  const id = idOf('i', name ?? `untagged ${images.length}`);
  const image = { id, name, engine, sizeBytes: given.sizeBytes ?? 50_000_000 };
  images.push(image);
  return image;
}

/** Containers that ran have ended, and are still there. */
export function stopContainers(machine: Machine, engine: Engine): void {
  for (const container of stateOf(machine).containers) if (container.engine === engine) container.isRunning = false;
}

/** Removes what is not running; the ids of what has gone. */
export function pruneContainers(machine: Machine, engine: Engine): readonly string[] {
  const { containers } = stateOf(machine);
  const gone = containers.filter((container) => container.engine === engine && !container.isRunning);
  containers.splice(0, containers.length, ...containers.filter((container) => !gone.includes(container)));
  return gone.map(({ id }) => id);
}

/** Removes images that no container has: those without a name, or all of them. */
export function pruneImages(machine: Machine, engine: Engine, isAll: boolean): readonly ImageRecord[] {
  const state = stateOf(machine);
  const used = new Set(containersOf(machine, engine).map(({ image }) => tagged(image)));
  const gone = imagesOf(machine, engine).filter(({ name }) => (name === null ? true : isAll && !used.has(name)));
  state.images.splice(0, state.images.length, ...state.images.filter((image) => !gone.includes(image)));
  return gone;
}

/** An image name with its tag: `nginx` is `nginx:latest`. */
function tagged(name: string): string {
  return /[:@][^/]*$/u.test(name) ? name : `${name}:latest`;
}

/** 64 hexadecimal digits, the same for the same name, so that a model ends alike however it got there. */
function idOf(kind: string, name: string): string {
  return createHash('sha256').update(`${kind} ${name}`).digest('hex');
}
