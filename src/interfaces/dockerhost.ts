import type { Bag } from './bag.ts';

/** What a machine tells those that use its Docker: where it listens. They say nothing. */
export function encodeDockerHost(): Bag {
  return { url: 'unix:///var/run/docker.sock' };
}
