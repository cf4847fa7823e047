import { describe, it } from 'vitest';
import { aModel, addWorker } from './a-model.ts';
import { holdsWhenKilled } from './kill-points.ts';

describe('a worker that is installed', () => {
  it(
    'ends as undisturbed when its hook is killed after any child process has acted',
    { timeout: 1_800_000 },
    async () => {
      const base = await aModel();
      try {
        addWorker(base.sim);
        await base.sim.save();
        await holdsWhenKilled(base, 'after', /^blocked: Relate kubernetes-worker:kube-control/u);
      } finally {
        await base.end();
      }
    },
  );
});
