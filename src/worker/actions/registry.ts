import * as z from 'zod/mini';
import type { ActionResults } from '../../juju/juju.ts';
import type { RegistryParameters } from '../../workload/registry/parameters.ts';
import { createRegistry } from './create-registry.ts';
import { defineAction } from './define-action.ts';
import { deleteRegistry } from './delete-registry.ts';

const text = z._default(z.string(), '');
const no = z._default(z.boolean(), false);

/**
 * The cluster has a registry of images as the parameters describe it, or none that this charm has made.
 *
 * A registry that is there becomes what is described; parameters of its storage need not be repeated.
 */
export const registry = defineAction({
  name: 'registry',
  parameters: z.strictObject({
    domain: text,
    htpasswd: text,
    'htpasswd-plain': text,
    tlscert: text,
    tlskey: text,
    ingress: no,
    delete: no,
    'storage-class': text,
    size: text,
  }),
  run: async ({ delete: isLeaving, ...parameters }, ports): Promise<ActionResults> =>
    isLeaving ? deleteRegistry(ports) : createRegistry(parameters satisfies RegistryParameters, ports),
});
