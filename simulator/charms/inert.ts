import type { EndpointDefinition, StandInCharm } from '../contract.ts';

/**
 * A charm that nothing is known of: its units do nothing, and their status stays `unknown`.
 *
 * It has no endpoints of its own. The model gives it what relations ask for: the counterpart (same interface, opposite
 * role) of the endpoint at the other end. `endpoints` is for those that must be there before: a relation between two
 * inert charms, or one that must be told from another by name. It takes any option, since it declares none.
 */
export function inert(name: string, endpoints: Readonly<Record<string, EndpointDefinition>> = {}): StandInCharm {
  return {
    metadata: { name, isSubordinate: false, endpoints, resources: {}, options: {} },
    handle: () => undefined,
  };
}
