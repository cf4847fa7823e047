/*
 * The container runtime: where its packages come from, which one belongs on a machine, and what has to change.
 *
 * Pure, like the rest of the room. Start reading with `runtime-table.ts` (repositories by release and architecture),
 * then `choose-runtime.ts` (which one), `decide-change.ts` (what becomes of the one that is there) and
 * `plan-packages.ts` (what apt has to do). Others import this file.
 */
export { chooseRuntime } from './choose-runtime.ts';
export type { RuntimeChoice } from './choose-runtime.ts';
export { decideChange } from './decide-change.ts';
export { alongside, companions, engines, findRuntime, knownPackages } from './known-packages.ts';
export type { FoundRuntime, InstalledVersions } from './known-packages.ts';
export { pinnedPackages } from './pinned-packages.ts';
export { planPackages } from './plan-packages.ts';
export type { RuntimeKind } from './runtime-kind.ts';
export { cudaRepoProblem, isOfUbuntu, parseDriverPackage, parseRuntimeOptions } from './runtime-options.ts';
export type { RuntimeOptions } from './runtime-options.ts';
export { runtimePackages } from './runtime-packages.ts';
export { cudaSource, driverOffer, nvidiaOffer } from './runtime-table.ts';
export { wantedSources } from './wanted-sources.ts';
