import type { CharmMetadata } from '../contract.ts';
import { chooseBase } from '../charm/charm-base.ts';
import { valueProblem } from '../charm/charm-config.ts';
import { jujuFeatures } from '../model/juju-features.ts';
import { JujuRefused } from '../model/model.ts';
import type { Bundle, BundleApplication } from './content.ts';
import type { OpenCharm } from './open-charms.ts';
import { checkEndpoints } from './validate-endpoints.ts';

/** What Juju would refuse about a bundle once it has the charms, in Juju's words. */
export function charmProblems(bundle: Bundle, charmOf: (application: string) => OpenCharm): string[] {
  const ofApplications = Object.entries(bundle.applications).flatMap(([name, body]) => {
    const { metadata, isStandIn } = charmOf(name);
    if (metadata === null) return [];
    const problems = checkSubordinate(name, body, metadata);
    if (isStandIn) return problems;
    return [...problems, ...checkOptions(name, body, metadata), ...checkBindings(name, body, metadata), ...checkBase(bundle, body, metadata)];
  });
  return [...ofApplications, ...checkEndpoints(bundle, charmOf)];
}

function checkSubordinate(name: string, { unitCount, to }: BundleApplication, { isSubordinate }: CharmMetadata): string[] {
  if (!isSubordinate) return [];
  return [
    ...(to.length > 0 ? [`application "${name}" is subordinate but specifies unit placement`] : []),
    ...(unitCount > 0 ? [`application "${name}" is subordinate but has non-zero num_units`] : []),
  ];
}

function checkOptions(name: string, { options }: BundleApplication, metadata: CharmMetadata): string[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const definition = metadata.options[key];
    const problem =
      definition === undefined
        ? `configuration option "${key}" not found in charm "${metadata.name}"`
        : valueProblem(key, definition.type, value);
    return problem === null ? [] : [`cannot validate application "${name}": ${problem}`];
  });
}

function checkBindings(name: string, { bindings }: BundleApplication, metadata: CharmMetadata): string[] {
  const known = new Set(['', 'juju-info', ...Object.keys(metadata.endpoints), ...(metadata.extraBindings ?? [])]);
  return Object.entries(bindings)
    .filter(([endpoint]) => !known.has(endpoint))
    .map(
      ([endpoint, space]) =>
        `application "${name}" wants to bind endpoint "${endpoint}" to space "${space}", but the endpoint is not defined by the charm`,
    );
}

function checkBase({ series, juju }: Bundle, body: BundleApplication, metadata: CharmMetadata): string[] {
  try {
    chooseBase({ metadata, wanted: body.series ?? series, modelDefault: null, features: jujuFeatures[juju] });
    return [];
  } catch (error) {
    if (error instanceof JujuRefused) return [error.message];
    throw error;
  }
}
