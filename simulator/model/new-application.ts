import type { Series } from '../contract.ts';
import type { Application } from './model.ts';

/** What is known of an application when it is deployed; the rest is as it is for every one. */
export interface ApplicationStart {
  readonly name: string;
  readonly charm: string;
  readonly series: Series;
  readonly isSubordinate: boolean;
  readonly channel?: string | undefined;
  readonly isExposed?: boolean | undefined;
  readonly isTrusted?: boolean | undefined;
  readonly constraints?: string | undefined;
}

/** An application without units, settings and resources; it is in no model yet. */
export function newApplication({
  channel,
  isExposed,
  isTrusted,
  constraints,
  ...start
}: ApplicationStart): Application {
  return {
    ...start,
    channel: channel ?? null,
    charmRevision: 0,
    charmFiles: null,
    settings: {},
    resources: {},
    isExposed: isExposed ?? false,
    isTrusted: isTrusted ?? false,
    constraints: constraints ?? '',
    life: 'alive',
    nextUnit: 0,
    version: '',
    status: null,
    leader: null,
    leaderData: {},
    leaderVersion: 0,
    shared: {},
  };
}
