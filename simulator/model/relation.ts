import type { EndpointDefinition } from '../contract.ts';

export interface Relation {
  readonly id: number;
  /** One for peers; else the requirer first. */
  readonly endpoints: readonly RelationEnd[];
  readonly scope: 'container' | 'global';
  life: 'alive' | 'dying';
  /** Units that have entered and not left. */
  inScope: string[];
  readonly bags: Record<string, BagData>;
  readonly appBags: Record<string, BagData>;
}

export interface RelationEnd extends EndpointDefinition {
  readonly application: string;
  readonly name: string;
  /** The `juju-info` that every charm provides: no hooks on this side. */
  readonly isImplicit: boolean;
}

export interface BagData {
  data: Record<string, string>;
  /** Grows only when the content changes. */
  version: number;
}
