import type { User } from './authorise.ts';
import type { Store } from './store.ts';
import type { Target } from './target.ts';

/** One request about objects, by somebody who may make it. */
export interface Asked {
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Without parameters; empty when the client sent none. */
  readonly contentType: string;
  readonly user: User;
  readonly store: Store;
  /** Of the server's version. */
  readonly minor: number;
}
