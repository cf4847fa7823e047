import type { Files, Machine } from '../host/host.ts';
import type { MachineFile, Publication, Tools } from '../juju/juju.ts';
import type { Services } from './services.ts';

/** What a handler acts on. */
export interface WorkerPorts {
  readonly app: string;
  /** `kubernetes-worker/3`. */
  readonly unit: string;
  readonly machine: Machine;
  /** Paths that Juju gave: the charm's folder and resources. */
  readonly jujuFiles: Files;
  /** Text of a file in the charm's `templates/`. */
  readonly template: (name: string) => Promise<string>;
  readonly services: Services;
  readonly publish: Announcements;
  /** Facts about the machine, recorded as they happen. */
  readonly record: MachineFile;
  /** Keyed fingerprint of a value, for comparing secrets without storing them. */
  readonly fingerprint: (value: unknown) => string;
  /** Sets the unit's status to `maintenance` while something long goes on. */
  readonly working: (what: string) => Promise<void>;
  /** True: the machine reboots when this hook has succeeded. False in an action, where Juju does not let it: wait. */
  readonly reboot: (reason: string) => boolean;
  readonly warn: (text: string) => void;
}

/** What handlers want others to know; sent at the end of the hook where it differs from what was sent before. */
export interface Announcements {
  /** The bag of this unit on each of these relations holds these values. */
  readonly relation: (ids: readonly string[], bag: Readonly<Record<string, string>>) => void;
  readonly ports: (ports: readonly string[]) => void;
  readonly version: (version: string) => void;
  readonly desired: () => Partial<Publication>;
}

export type { Tools };
