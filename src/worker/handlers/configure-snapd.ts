import { always, done, waiting } from '../../engine/engine.ts';
import type { Outcome } from '../../engine/engine.ts';
import { isOurDropIn, parseSnapStore, renderSnapdDropIn } from '../../workload/snapd.ts';
import { attempt } from '../attempt.ts';
import { driftPaths } from '../drift-paths.ts';
import { invalidOption } from '../invalid-option.ts';
import type { WorkerPorts } from '../ports.ts';
import { useSnapStore } from '../snaps/snap-store.ts';
import { handler } from '../words.ts';

/**
 * snapd reaches the store as `snap_proxy` and `snap_proxy_url` say, and has been restarted if its proxies changed, so
 * that the snaps that follow come that way. Where neither was ever set, nothing happens at all.
 */
export const configureSnapd = handler({
  name: 'configure-snapd',
  when: always(),
  reads: ['config.snap_proxy', 'config.snap_proxy_url', 'drift.snapd', 'model.proxies'],
  sets: ['snapd.configured'],
  async run({ inputs, ports }) {
    const dropIn = renderSnapdDropIn({ option: inputs['config.snap_proxy'], model: inputs['model.proxies'] });
    if (!dropIn.ok) return invalidOption(dropIn.error);
    const store = parseSnapStore(inputs['config.snap_proxy_url']);
    if (!store.ok) return invalidOption(store.error);
    const outcome = (await useProxies(ports, dropIn.value)) ?? (await useSnapStore(ports, store.value));
    return outcome ?? done({ sets: ['snapd.configured'] });
  },
});

/** snapd runs with these proxies; null, or what stood in the way. */
async function useProxies(ports: WorkerPorts, dropIn: string | null): Promise<Outcome<never, never> | null> {
  const { files, systemd } = ports.machine;
  const found = await files.readText(path);
  // It was restarted by us before, or it is to be: then what is gone from the file must be gone from snapd too.
  const wasSet = 'snapd' in ports.services.wanted() || 'snapd' in ports.record.now().services;
  if (dropIn === null && !wasSet && (found === null || !isOurDropIn(found))) return null;

  // A proxy's address may hold a password.
  if (dropIn === null) await files.remove(path);
  else await files.write(path, dropIn, { mode: 0o600 });
  // In every run: a hook killed between the write and the reload finds the file as it should be.
  const failed = await attempt('Reloading systemd', () => systemd.reload());
  if (failed !== null) return failed;
  ports.services.want('snapd', ports.fingerprint(dropIn), 'the proxies of snapd');
  return (await ports.services.up('snapd')) ? null : waiting('Waiting for snapd to start', { about: 'command' });
}

const [path] = driftPaths.snapd;
