import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyBundle, readBundle } from '../../simulator/bundle/bundle.ts';
import { aModel, running, settled, statusOf } from './a-model.ts';

/** Real bundle files beside the project, where it is checked out with them; a user's clone has only its own. */
const shared = path.resolve('../shared/bundles/2018-04');
const bundles = [
  { name: "the project's own bundle", file: 'bundle/canonical-kubernetes.yaml', overlays: [] },
  {
    name: 'canonical-kubernetes of April 2018 with flannel',
    file: `${shared}/cdk.yaml`,
    overlays: [`${shared}/flannel.yaml`],
  },
  {
    name: 'kubernetes-core of April 2018 with flannel',
    file: `${shared}/core.yaml`,
    overlays: [`${shared}/flannel.yaml`],
  },
].filter(({ file }) => existsSync(file));

describe('deployed on the embedded Juju', () => {
  it.each(bundles)('$name ends with every worker active', async ({ file, overlays }) => {
    const model = await aModel();
    try {
      await applyBundle(model.sim, await readBundle(file, overlays));
      await settled(model.sim);
      const workers = Object.keys(model.sim.model.units).filter((unit) => unit.startsWith('kubernetes-worker/'));
      expect(workers.length).toBeGreaterThan(0);
      expect(workers.map((unit) => statusOf(model.sim, unit))).toEqual(workers.map(() => running));
    } finally {
      await model.end();
    }
  });
});
