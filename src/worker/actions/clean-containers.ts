import * as z from 'zod/mini';
import { defineAction } from './define-action.ts';
import { askDocker, reclaimedSpace } from './docker-answers.ts';

/**
 * Docker's containers that do not run are gone; those that run, and all images, are as they were.
 *
 * kubelet makes a pod's container anew where it needs it, also one that was stopped when it was removed.
 */
export const cleanContainers = defineAction({
  name: 'clean-containers',
  parameters: z.strictObject({}),
  run: async (_parameters, { machine }) => {
    const { stdout } = await askDocker(machine, ['container', 'prune', '--force']);
    const removed = stdout.split('\n').filter((line) => /^[0-9a-f]{12,64}$/u.test(line.trim())).length;
    const reclaimed = reclaimedSpace(stdout);
    return {
      'containers-removed': removed,
      reclaimed,
      response: { msg: removed === 0 ? 'There was no stopped container.' : `Removed ${removed}, freed ${reclaimed}.` },
    };
  },
});
