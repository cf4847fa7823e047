/**
 * Bundle files: read, merged with their overlays, checked as Juju checks them, and deployed on a simulation.
 *
 * `document.ts` one YAML document and what is wrong with it alone; `include.ts` files that it names; `merge.ts`
 * overlays; `content.ts` the types that come out; `validate.ts` what Juju refuses, all of it at once, and
 * `validate-charms.ts` what it refuses once it has the charms; `placement.ts` the `to` directives; `units.ts` which
 * unit goes where; `apply.ts` the order of work and Juju's lines about it; `rehearse.ts` the same without doing it.
 *
 * Imports `contract.ts`, `model/` and the stand-ins of `charms/`. Start reading at `read.ts`, then `apply.ts`.
 */
export { applyBundle, changesOf } from './apply.ts';
export type { ApplyOptions } from './apply.ts';
export type { BundleTarget } from './target.ts';
export { BundleInvalid } from './content.ts';
export type { Bundle, BundleApplication, BundleMachine } from './content.ts';
export { readBundle } from './read.ts';
export type { ReadOptions } from './read.ts';
