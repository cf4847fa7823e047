import * as z from 'zod/mini';

/** How this unit is reached on a binding, best address first. */
export interface NetworkInfo {
  readonly bindAddresses: readonly string[];
  /** Empty when Juju does not say (agents before 2.4). */
  readonly ingressAddresses: readonly string[];
  readonly egressSubnets: readonly string[];
}

const names = z.nullish(z.array(z.string()));

/** The answer of network-get. Empty lists are left out or null; agents before 2.9 say `address` for `value`. */
export const networkAnswer = z.object({
  'bind-addresses': z.nullish(
    z.array(
      z.object({
        addresses: z.nullish(z.array(z.object({ value: z.nullish(z.string()), address: z.nullish(z.string()) }))),
      }),
    ),
  ),
  'ingress-addresses': names,
  'egress-subnets': names,
});

/** The answer as the charm uses it, without the empty addresses. */
export function networkInfo(answer: z.infer<typeof networkAnswer>): NetworkInfo {
  const bound = (answer['bind-addresses'] ?? []).flatMap(({ addresses }) => addresses ?? []);
  return {
    bindAddresses: present(bound.map(({ value, address }) => value ?? address ?? '')),
    ingressAddresses: present(answer['ingress-addresses'] ?? []),
    egressSubnets: present(answer['egress-subnets'] ?? []),
  };
}

function present(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => text !== '');
}
