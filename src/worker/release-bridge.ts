import type { Machine } from '../host/host.ts';

/**
 * dockerd is stopped and its bridge is gone, so that it makes a new one, with an address of its own choice.
 *
 * Told no address any more, dockerd keeps that of a bridge that it finds (seen with 20.10): the containers of this
 * machine would stay in a network that another machine may have been given since.
 */
export async function releaseBridge({ run, systemd }: Pick<Machine, 'run' | 'systemd'>): Promise<void> {
  await systemd.stop(['docker']);
  // It ends with 1 where there is no such link.
  await run(['ip', 'link', 'delete', 'docker0'], { okExitCodes: [0, 1] });
}
