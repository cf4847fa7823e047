import type { Series } from '../contract.ts';
import type { Model, Seen } from '../model/model.ts';

/** What of a simulation a bundle is deployed with. */
export interface BundleTarget {
  readonly model: Seen<Model>;
  /** The folder of the charm that is run for one of the store, where that is not a stand-in; null for others. */
  readonly charmSource?: (charm: string) => string | null;
  deploy(application: {
    readonly application: string;
    readonly charm: string;
    readonly files?: string;
    readonly series?: Series;
    readonly channel?: string;
    readonly options?: Readonly<Record<string, string>>;
    readonly resources?: Readonly<Record<string, string>>;
    readonly isExposed?: boolean;
    readonly isTrusted?: boolean;
    readonly constraints?: string;
  }): void;
  refresh(
    application: string,
    wanted: {
      readonly charm: string;
      readonly files?: string;
      readonly channel?: string;
      readonly resources?: Readonly<Record<string, string>>;
    },
  ): void;
  setConfig(application: string, values: Readonly<Record<string, string>>): void;
  setTrust(application: string, isTrusted: boolean): void;
  setConstraints(application: string, constraints: string): void;
  attachResource(application: string, name: string, file: string): void;
  expose(application: string): void;
  addMachine(machine: { readonly series?: Series; readonly container?: { readonly parent: string } }): string;
  addUnit(application: string, place?: { readonly machine?: string }): string;
  relate(a: string, b: string): void;
}
