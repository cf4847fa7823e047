import { describe, it } from 'vitest';
import { aCluster, aModel, addWorker, relateWorker, settled } from './a-model.ts';
import { holdsWhenKilled } from './kill-points.ts';

describe('a worker that joins a cluster', () => {
  it('ends as undisturbed when its hook is killed before any child process acts', { timeout: 1_800_000 }, async () => {
    const base = await aModel();
    try {
      await aCluster(base.sim);
      addWorker(base.sim);
      await settled(base.sim);
      relateWorker(base.sim);
      await base.sim.save();
      await holdsWhenKilled(base, 'before', /^active: Kubernetes worker running\.$/u);
    } finally {
      await base.end();
    }
  });
});
