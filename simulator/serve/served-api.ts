import type { ClusterEndpoint } from '../contract.ts';
import type { AskApi } from './http-answer.ts';

/** An API that is asked by whoever reaches it. */
export interface ServedApi extends AskApi {
  /** What listens at this address; null when nothing does. */
  readonly endpointAt: (host: string, port: number) => ClusterEndpoint | null;
}
