import type { InputId, Words } from './handler.ts';

/** An input as it stands: its value, and a text that differs whenever the value does. */
export interface InputReading<V> {
  readonly value: V;
  readonly fingerprint: string;
}

/** Where inputs come from. */
export interface InputSource<W extends Words> {
  /** True for inputs about the machine, which handlers can change; those from Juju stand still for the hook. */
  readonly isLive: (id: InputId<W>) => boolean;
  readonly read: <I extends InputId<W>>(id: I) => Promise<InputReading<W['inputs'][I]>>;
}
