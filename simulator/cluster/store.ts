import { createHash } from 'node:crypto';
import type { User } from './authorise.ts';
import { kindNamed } from './kinds.ts';
import { isSame, timeText } from './objects.ts';
import type { KubernetesObject } from './objects.ts';

/** What is kept of a cluster: plain JSON, but for the two questions. */
export interface ApiState {
  /** By `PLURAL NAMESPACE NAME`. */
  readonly objects: Record<string, KubernetesObject>;
  readonly tokens: Record<string, User>;
  readonly counter: { version: number };
  /** The version that the API says it has, `1.10.2`. */
  readonly version: () => string;
  readonly now: () => number;
}

/** An object has come, changed or gone. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** As it is after the change; as it was last, when it has gone. */
  readonly object: KubernetesObject;
  /** As it was before; null when it has come. */
  readonly before: KubernetesObject | null;
  readonly version: number;
}

/** The objects of a cluster, each with a version of its own. */
export interface Store {
  readonly now: () => number;
  /** The version of the last change. */
  readonly version: () => number;
  readonly find: (kind: string, namespace: string | null | undefined, name: string) => KubernetesObject | undefined;
  /** Sorted by namespace and name; over all namespaces for null. */
  readonly list: (kind: string, namespace?: string | null) => readonly KubernetesObject[];
  readonly all: () => readonly KubernetesObject[];
  /** The object as it is stored. */
  readonly create: (object: KubernetesObject) => KubernetesObject;
  /** The object as it is stored; nothing changes when it is the same as before. */
  readonly update: (before: KubernetesObject, object: KubernetesObject) => KubernetesObject;
  readonly remove: (object: KubernetesObject) => void;
  /** The objects are these from here on, as somebody else has left them; what is different, by version. */
  readonly adopt: (objects: Readonly<Record<string, KubernetesObject>>, version: number) => readonly Change[];
}

export function createStore(state: ApiState, changed: (change: Change) => void): Store {
  const { objects, counter } = state;
  const next = () => (counter.version += 1);
  const list = (kind: string, namespace: string | null = null) => {
    const prefix = `${kindNamed(kind)?.plural ?? ''} ${namespace === null ? '' : `${namespace} `}`;
    const keys = Object.keys(objects).filter((key) => key.startsWith(prefix));
    return keys.sort().flatMap((key) => objects[key] ?? []);
  };
  return {
    now: state.now,
    version: () => counter.version,
    find: (kind, namespace, name) => objects[keyOf({ kind, metadata: { name, namespace } })],
    list,
    all: () => Object.values(objects),
    create: (object) => {
      const version = next();
      const key = keyOf(object);
      const uid = uidFrom(`${key} ${version}`);
      const creationTimestamp = timeText(state.now());
      const metadata = { ...object.metadata, uid, resourceVersion: String(version), creationTimestamp };
      const stored = structuredClone({ ...object, metadata });
      if (hasGeneration(object)) stored.metadata.generation = 1;
      objects[key] = stored;
      changed({ type: 'ADDED', object: stored, before: null, version });
      return stored;
    },
    update: (before, object) => {
      const { uid, creationTimestamp, resourceVersion, generation } = before.metadata;
      const kept = { ...object.metadata, uid, creationTimestamp, resourceVersion };
      const metadata = generation === undefined ? kept : { ...kept, generation };
      if (isSame({ ...object, metadata }, before)) return before;
      const version = next();
      const stored = structuredClone({ ...object, metadata: { ...metadata, resourceVersion: String(version) } });
      if (generation !== undefined && !isSame(object['spec'], before['spec']))
        stored.metadata.generation = generation + 1;
      objects[keyOf(object)] = stored;
      changed({ type: 'MODIFIED', object: stored, before, version });
      return stored;
    },
    remove: (object) => {
      const version = next();
      delete objects[keyOf(object)];
      const metadata = { ...object.metadata, resourceVersion: String(version) };
      changed({ type: 'DELETED', object: { ...object, metadata }, before: object, version });
    },
    adopt: (found, version) => {
      counter.version = version;
      const changes = Object.keys({ ...objects, ...found }).flatMap((key): readonly Change[] => {
        const [before = null, object] = [objects[key], found[key]];
        if (object === undefined) {
          delete objects[key];
          return before === null ? [] : [{ type: 'DELETED', object: before, before, version }];
        }
        objects[key] = object;
        if (before !== null && isSame(before, object)) return [];
        const at = Number(object.metadata.resourceVersion);
        return [{ type: before === null ? 'ADDED' : 'MODIFIED', object, before, version: at }];
      });
      return changes.sort((a, b) => a.version - b.version);
    },
  };
}

/** A digest of the text in the form of a UUID, so that the same model has the same ids. */
export function uidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function keyOf(object: {
  readonly kind: string;
  readonly metadata: { readonly name?: string | undefined; readonly namespace?: string | null | undefined };
}): string {
  const { name = '', namespace } = object.metadata;
  return `${kindNamed(object.kind)?.plural ?? object.kind} ${namespace ?? ''} ${name}`;
}

/** Of what has a wish and a controller that tells which wish it has seen. */
function hasGeneration({ kind }: KubernetesObject): boolean {
  const found = kindNamed(kind);
  return found?.isInAll === true
    ? kind !== 'Pod' && kind !== 'Service'
    : kind === 'PodDisruptionBudget' || kind === 'Ingress';
}
