import * as z from 'zod/mini';
import type { Machine } from '../../host/host.ts';
import { defineAction } from './define-action.ts';
import { askDocker, reclaimedSpace } from './docker-answers.ts';

/**
 * Docker's images without a tag are gone, or with `untagged=false` all that no container uses. An image stays while a
 * container uses it, also one that is stopped: clean-containers removes those.
 */
export const cleanImages = defineAction({
  name: 'clean-images',
  parameters: z.strictObject({ untagged: z._default(z.boolean(), true) }),
  run: async ({ untagged }, { machine }) => {
    const before = await imageIds(machine);
    const { stdout } = await askDocker(machine, ['image', 'prune', ...(untagged ? [] : ['--all']), '--force']);
    const after = await imageIds(machine);
    // Docker's own list names layers and tags; images are what is counted by whoever looks at `docker images`.
    const removed = [...before].filter((id) => !after.has(id)).length;
    const reclaimed = reclaimedSpace(stdout);
    const none = untagged ? 'There was no image without a tag.' : 'Every image is used by a container.';
    return {
      'images-removed': removed,
      'images-left': after.size,
      reclaimed,
      response: { msg: removed === 0 ? none : `Removed ${removed}, freed ${reclaimed}.` },
    };
  },
});

async function imageIds(machine: Machine): Promise<ReadonlySet<string>> {
  const { stdout } = await askDocker(machine, ['image', 'ls', '--quiet', '--no-trunc']);
  return new Set(stdout.split('\n').filter((line) => line.trim() !== ''));
}
