import type { Series } from '../contract.ts';

/** What of a simulation a bundle is deployed with. */
export interface BundleTarget {
  readonly model: {
    readonly applications: Readonly<Record<string, unknown>>;
    readonly units: Readonly<Record<string, unknown>>;
  };
  deploy(application: {
    readonly application: string;
    readonly charm: string;
    readonly series?: Series;
    readonly options?: Readonly<Record<string, string>>;
    readonly resources?: Readonly<Record<string, string>>;
    readonly isExposed?: boolean;
  }): void;
  setConfig(application: string, values: Readonly<Record<string, string>>): void;
  attachResource(application: string, name: string, file: string): void;
  expose(application: string): void;
  addMachine(machine: { readonly series?: Series; readonly container?: { readonly parent: string } }): string;
  addUnit(application: string, place?: { readonly machine?: string }): string;
  relate(a: string, b: string): void;
  machineOf(unit: string): { readonly id: string };
}
