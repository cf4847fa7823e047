import type { Files, Machine } from '../host/host.ts';
import type { MachineRecord, Tools } from '../juju/juju.ts';
import type { InputName, Inputs, Proxies } from './input-types.ts';

/** What the definitions of inputs may ask. Every question to Juju is asked at most once a hook. */
export interface Sources {
  readonly tools: Tools;
  readonly machine: Machine;
  readonly jujuFiles: Files;
  /** What this charm did to the machine, as it stands. */
  readonly record: () => MachineRecord;
  readonly app: string;
  readonly unit: string;
  /** Null where Juju does not tell. */
  readonly modelUuid: string | null;
  readonly proxies: Proxies;
  /** Another input, as it stands in this hook. */
  readonly input: <I extends InputName>(id: I) => Promise<Inputs[I]>;
}
