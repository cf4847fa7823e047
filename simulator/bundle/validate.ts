import { existsSync } from 'node:fs';
import { isSeries, seriesOf } from './content.ts';
import { checkPlacements } from './validate-placement.ts';
import { checkRelations } from './validate-relations.ts';
import type { ApplicationFields, BundleFields } from './schema.ts';

/** Everything that Juju would refuse about the merged bundle, in Juju's words. */
export function bundleProblems(bundle: BundleFields): string[] {
  return [...checkWhole(bundle), ...checkApplications(bundle), ...checkPlacements(bundle), ...checkRelations(bundle)];
}

function checkWhole(bundle: BundleFields): string[] {
  const problems: string[] = [];
  const names = Object.keys(bundle.applications ?? {});
  if (names.length === 0) problems.push('at least one application must be specified');
  if (bundle.bundle !== undefined) problems.push(kindProblem(bundle.bundle));
  const { series, 'default-base': base } = bundle;
  if (series !== undefined && !isSeries({ series })) problems.push(`bundle declares an invalid series "${series}"`);
  if (base !== undefined && !isSeries({ base })) problems.push(`bundle declares an invalid base "${base}"`);
  if (series !== undefined && base !== undefined && seriesOf({ series }) !== seriesOf({ base })) {
    problems.push(`bundle series "${series}" and base "${base}" must match if both supplied`);
  }
  for (const name of Object.keys(bundle.saas ?? {})) {
    if (names.includes(name)) problems.push(`application "${name}" already exists with SAAS "${name}" name`);
  }
  return problems;
}

function kindProblem(kind: string): string {
  if (kind === 'kubernetes') return 'a bundle for a Kubernetes model cannot be deployed on machines';
  return `bundle has an invalid type "${kind}"`;
}

function checkApplications(bundle: BundleFields): string[] {
  return Object.entries(bundle.applications ?? {}).flatMap(([name, body]) =>
    body === null ? [] : [...checkCharm(name, body), ...checkBody(name, body)],
  );
}

function checkCharm(name: string, body: ApplicationFields): string[] {
  const problems: string[] = [];
  const { charm = '', revision } = body;
  if (charm === '') return [`empty charm path`];
  if (charm.startsWith('/')) {
    if (!existsSync(charm)) problems.push(`charm path in application "${name}" does not exist: ${charm}`);
  } else {
    const found = charmUrl.exec(charm);
    if (found === null) problems.push(`invalid charm URL in application "${name}": cannot parse name and/or revision in URL "${charm}"`);
    else if (found[1] !== 'cs:' && found[4] !== undefined) {
      problems.push(`cannot specify revision in "${charm}", please use revision`);
    }
  }
  if (revision === undefined) return problems;
  if (revision < 0) problems.push(`the revision for application "${name}" must be zero or greater`);
  if (body.channel === undefined) {
    problems.push(`application "${name}" with a revision requires a channel for future upgrades, please use channel`);
  }
  return problems;
}

/** Schema, user, series, revision. A name may have digits after a dash only with a letter among them. */
const charmUrl =
  /^(cs:|ch:|local:)?(~[a-z0-9][a-zA-Z0-9+.-]*\/)?((?:[a-z0-9]+\/){0,2})[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*(-\d+)?$/;

function checkBody(name: string, body: ApplicationFields): string[] {
  const problems: string[] = [];
  const { series, base, num_units: units, constraints } = body;
  if (series !== undefined && !isSeries({ series })) {
    problems.push(`application "${name}" declares an invalid series "${series}"`);
  }
  if (base !== undefined && !isSeries({ base })) {
    problems.push(`application "${name}" declares an invalid base "${base}"`);
  }
  if (units !== undefined && body.scale !== undefined) {
    problems.push(`cannot specify both scale and num_units for application "${name}"`);
  }
  if ((units ?? 0) < 0) problems.push(`negative number of units specified on application "${name}"`);
  const malformed = malformedConstraint(constraints ?? '');
  if (malformed !== null) {
    problems.push(`invalid constraints "${constraints}" in application "${name}": malformed constraint "${malformed}"`);
  }
  if (body.expose === true && Object.keys(body['exposed-endpoints'] ?? {}).length > 0) {
    problems.push(
      `exposed-endpoints cannot be specified together with "exposed:true" in application "${name}" as this poses a security risk when deploying bundles to older controllers`,
    );
  }
  return problems;
}

/** Constraints have no effect here, but their form is Juju's: `key=value` with blanks between. */
function malformedConstraint(constraints: string): string | null {
  return constraints.split(/\s+/).find((part) => part !== '' && !/^[a-z-]+=\S*$/.test(part)) ?? null;
}
