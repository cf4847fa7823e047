import { existsSync } from 'node:fs';
import { constraintsProblem } from '../model/constraints.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import { isSeries, seriesOf } from './content.ts';
import { checkPlacements } from './validate-placement.ts';
import { checkRelations } from './validate-relations.ts';
import { isCharmName } from '../charm/charm-metadata.ts';
import type { ApplicationFields, BundleFields } from './schema.ts';

/** Everything that Juju would refuse about the merged bundle, in Juju's words. */
export function bundleProblems(bundle: BundleFields, features: JujuFeatures): string[] {
  return [
    ...checkWhole(bundle),
    ...checkApplications(bundle, features),
    ...checkPlacements(bundle, features),
    ...checkRelations(bundle),
  ];
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
    if (!isCharmName(name)) problems.push(`invalid SAAS name "${name}"`);
    problems.push(`SAAS "${name}": offers of other models are not simulated`);
    if (names.includes(name)) problems.push(`application "${name}" already exists with SAAS "${name}" name`);
  }
  return problems;
}

function kindProblem(kind: string): string {
  if (kind === 'kubernetes') return 'a bundle for a Kubernetes model cannot be deployed on machines';
  return `bundle has an invalid type "${kind}"`;
}

function checkApplications(bundle: BundleFields, features: JujuFeatures): string[] {
  return Object.entries(bundle.applications ?? {}).flatMap(([name, body]) =>
    body === null ? [] : [...checkCharm(name, body, features), ...checkBody(name, body)],
  );
}

function checkCharm(name: string, body: ApplicationFields, { hasCharmStore }: JujuFeatures): string[] {
  const problems: string[] = [];
  const { charm = '', revision } = body;
  if (charm === '') return [`empty charm path`];
  if (charm.startsWith('/')) {
    if (!existsSync(charm)) problems.push(`charm path in application "${name}" does not exist: ${charm}`);
  } else {
    const found = charmUrl.exec(charm);
    const schema = /^([a-z]+):/.exec(charm)?.[1];
    const isUnknown = schema !== undefined && !['ch', 'local', ...(hasCharmStore ? ['cs'] : [])].includes(schema);
    if (isUnknown)
      problems.push(
        `invalid charm URL in application "${name}": cannot parse URL "${charm}": schema "${schema}" not valid`,
      );
    else if (found === null)
      problems.push(`invalid charm URL in application "${name}": cannot parse name and/or revision in URL "${charm}"`);
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
  const wrong = constraintsProblem(constraints ?? '');
  if (wrong !== null) problems.push(`invalid constraints "${constraints}" in application "${name}": ${wrong}`);
  problems.push(...checkStorage(name, body));
  if (body.expose === true && Object.keys(body['exposed-endpoints'] ?? {}).length > 0) {
    problems.push(
      `exposed-endpoints cannot be specified together with "exposed:true" in application "${name}" as this poses a security risk when deploying bundles to older controllers`,
    );
  }
  return problems;
}

function checkStorage(name: string, { storage, devices }: ApplicationFields): string[] {
  const storages = Object.entries(storage ?? {}).filter(([, text]) => !isStorage(text));
  const others = Object.entries(devices ?? {}).filter(([, text]) => !/^(\d+,)?[^,\s]+(,[^,\s]+=[^,\s]+)*$/u.test(text));
  return [
    ...storages.map(([key, text]) => `invalid storage "${key}" in application "${name}": cannot parse "${text}"`),
    ...others.map(([key, text]) => `invalid device "${key}" in application "${name}": cannot parse "${text}"`),
  ];
}

/** `pool,count,size` with one of them at least. */
function isStorage(text: string): boolean {
  const parts = text.split(',');
  return (
    parts.length <= 3 && parts.every((part) => /^([a-zA-Z][a-zA-Z0-9-]*|\d+|\d+(\.\d+)?[MGTPEZY](i?B)?)$/u.test(part))
  );
}
