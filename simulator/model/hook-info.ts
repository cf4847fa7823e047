export interface HookInfo {
  readonly name: string;
  readonly relation: RelationHook | null;
  /** Id of the storage of a storage hook, for example `data/0`. */
  readonly storage?: string;
  readonly secret?: SecretHook;
  /** Asked for by name: leaves no trace in what the agent knows. */
  readonly isRequested: boolean;
}

export interface SecretHook {
  readonly id: string;
  readonly label: string;
  /** Of secret-expired and secret-remove. */
  readonly revision: number | null;
}

export interface RelationHook {
  readonly kind: RelationHookKind;
  readonly id: number;
  readonly endpoint: string;
  readonly remoteApp: string;
  readonly remoteUnit: string | null;
  readonly departingUnit: string | null;
}

export type RelationHookKind = 'broken' | 'changed' | 'created' | 'departed' | 'joined';
