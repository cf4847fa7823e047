import type { CharmMetadata, EndpointDefinition, OptionDefinition } from '../contract.ts';

type Scope = EndpointDefinition['scope'];

/** An endpoint that serves others. */
export function provides(interfaceName: string, scope: Scope = 'global'): EndpointDefinition {
  return { role: 'provides', interface: interfaceName, scope };
}

/** An endpoint that uses others. */
export function requires(interfaceName: string, scope: Scope = 'global'): EndpointDefinition {
  return { role: 'requires', interface: interfaceName, scope };
}

/** An endpoint at which the units of one application see each other. */
export function peers(interfaceName: string): EndpointDefinition {
  return { role: 'peers', interface: interfaceName, scope: 'global' };
}

/** What Juju knows of a charm; `options` are given by their defaults, which also tell their types. */
export function metadataOf(charm: {
  readonly name: string;
  readonly isSubordinate?: boolean;
  readonly endpoints: CharmMetadata['endpoints'];
  /** Names of the files; the resources are called the same without what follows the first dot. */
  readonly resources?: readonly string[];
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}): CharmMetadata {
  const { name, isSubordinate = false, endpoints, resources = [], options = {} } = charm;
  return {
    name,
    isSubordinate,
    endpoints,
    resources: Object.fromEntries(resources.map((filename) => [filename.replace(/\..*$/u, ''), { filename }])),
    options: Object.fromEntries(Object.entries(options).map(([key, value]) => [key, optionOf(value)])),
  };
}

function optionOf(standard: string | number | boolean): OptionDefinition {
  const type = typeof standard === 'string' ? 'string' : typeof standard === 'number' ? 'int' : 'boolean';
  return { type, default: standard };
}
