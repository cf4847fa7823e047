/** What may play kubectl on the machines of a model. */
import { kubectl } from '../a-kubectl.ts';

export interface Player {
  readonly name: string;
  /** What `aModel` takes for it. */
  readonly play: { readonly kubectl?: string };
}

/** A real kubectl where one is here, then the stand-in. */
export const players: readonly Player[] = [
  ...(kubectl === null ? [] : [{ name: `kubectl ${kubectl.version}`, play: { kubectl: kubectl.program } }]),
  { name: 'the stand-in for kubectl', play: {} },
];
