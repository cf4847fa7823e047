/*
 * The room `juju`: Juju's side of the charm.
 *
 * It decodes what Juju hands a hook (environment, answers of the hook tools), keeps the two state files of a unit and
 * sends what the charm wants Juju to know, as differences only. It knows nothing of Kubernetes and decides nothing.
 * It may import host/ and the types of engine/; worker/ and main.ts import it through this file.
 *
 * Start reading at hook-context.ts (what is running), tools.ts (questions and answers), then unit-state.ts and
 * machine-file.ts (what is remembered), publication.ts and publish.ts (what is sent).
 */
export { createActionTools, resultKey } from './action-tools.ts';
export type { ActionResults, ActionTools } from './action-tools.ts';
export { remember } from './asked.ts';
export { readHookContext } from './hook-context.ts';
export type { ActionEvent, HookContext, HookEvent, HookRelation } from './hook-context.ts';
export { HookToolFailed } from './hook-tool-failed.ts';
export { loadMachineFile, upgradeRecordSchema } from './machine-file.ts';
export type { MachineFile, MachineRecord, RuntimeKind, UpgradeRecord } from './machine-file.ts';
export type { NetworkInfo } from './network-info.ts';
export { applyPlan, emptyPublication, planPublication } from './publication.ts';
export type { Publication, PublicationPlan } from './publication.ts';
export { publish } from './publish.ts';
export type { Published } from './publish.ts';
export { loadState, saveState } from './state-file.ts';
export type { LoadedState } from './state-file.ts';
export { sendStatus } from './status.ts';
export { StoreTooNew } from './store-file.ts';
export { createTools } from './tools.ts';
export type { Tools, UnitStatus } from './tools.ts';
export type { UnitState } from './unit-state.ts';
