import { jujuFeatures } from '../../model/juju-features.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Model, Seen } from '../../model/model.ts';
import { releaseOf } from '../../model/releases.ts';
import { charmView } from './charm-view.ts';

/**
 * What `juju show-application` prints of an application, as a value.
 *
 * @throws JujuRefused when there is no such application
 */
export function applicationData(
  model: Seen<Model>,
  name: string,
  endpoints: readonly string[],
): Record<string, unknown> {
  const application = model.applications[name];
  if (application === undefined) throw new JujuRefused(`application "${name}" not found`);
  const { name: charm, channel } = charmView(application);
  const { series, constraints, isSubordinate, isExposed, life } = application;
  return {
    charm,
    ...(jujuFeatures[model.juju].hasBases ? { base: `ubuntu@${releaseOf(series)}` } : { series }),
    ...(channel === '' ? {} : { channel }),
    ...(constraints === '' ? {} : { constraints: constraintsData(constraints) }),
    principal: !isSubordinate,
    exposed: isExposed,
    remote: false,
    life,
    'endpoint-bindings': Object.fromEntries(['', ...[...endpoints].sort()].map((endpoint) => [endpoint, 'alpha'])),
  };
}

function constraintsData(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(/\s+/).map((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return [key, value];
    }),
  );
}
