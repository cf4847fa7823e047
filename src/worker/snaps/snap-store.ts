import { blocked, waiting } from '../../engine/engine.ts';
import type { Outcome } from '../../engine/engine.ts';
import { DownloadFailed } from '../../host/host.ts';
import { decodeStoreAssertions, parseSnapdVersion } from '../../workload/snapd.ts';
import type { StoreAssertions } from '../../workload/snapd.ts';
import { attempt } from '../attempt.ts';
import type { WorkerPorts } from '../ports.ts';

/**
 * snapd gets its snaps from the Snap Store proxy at `url`, or, where that is null, from no proxy that this charm gave it.
 * Null, or what stood in the way.
 */
export async function useSnapStore(ports: WorkerPorts, url: string | null): Promise<Outcome<never, never> | null> {
  if (ports.record.now().snapStore === url) return null;
  if (url === null) return setStore(ports, { url, storeId: '' });
  await ports.working('Asking the Snap Store proxy for its assertions');
  const refused = await refuseOldSnapd(ports);
  if (refused !== null) return refused;
  const fetched = await fetchAssertions(ports, url);
  if ('outcome' in fetched) return fetched.outcome;
  return (await acknowledge(ports, fetched)) ?? (await setStore(ports, { url, storeId: fetched.storeId }));
}

async function refuseOldSnapd({ machine }: WorkerPorts): Promise<Outcome<never, never> | null> {
  let stdout = '';
  const failed = await attempt('Asking snapd for its version', async () => {
    stdout = await machine.snap.version();
  });
  if (failed !== null) return failed;
  const version = parseSnapdVersion(stdout);
  if (version === null) return waiting('Waiting for snapd to answer', { about: 'command' });
  const [major, minor] = version;
  if (major > 2 || (major === 2 && minor >= 30)) return null;
  const why = `${option}: snapd ${major}.${minor} knows no Snap Store proxy; upgrade it to 2.30 or later: apt install snapd`;
  return blocked(why, 'juju ssh to the machine, sudo apt install snapd', { about: 'option' });
}

async function fetchAssertions(
  { machine }: WorkerPorts,
  url: string,
): Promise<StoreAssertions | { readonly outcome: Outcome<never, never> }> {
  try {
    const { headers, body } = await machine.httpGet(`${url}/v2/auth/store/assertions`);
    const decoded = decodeStoreAssertions({ storeId: headers['x-assertion-store-id'], body });
    if (decoded.ok) return decoded.value;
    const why = `${option}: this is no Snap Store proxy: ${decoded.error}`;
    return { outcome: blocked(why, `juju config ${option}`, { about: 'option' }) };
  } catch (error) {
    if (!(error instanceof DownloadFailed)) throw error;
    const { status } = error;
    const isLasting = status !== null && status >= 400 && status < 500 && status !== 429;
    const outcome = isLasting
      ? blocked(`${option}: ${error.message}`, `juju config ${option}`, { about: 'option' })
      : waiting(`Waiting for the Snap Store proxy (${error.message})`, { about: 'command' });
    return { outcome };
  }
}

async function acknowledge({ machine }: WorkerPorts, { text }: StoreAssertions): Promise<Outcome<never, never> | null> {
  await machine.files.write(assertionsPath, text, { mode: 0o600 });
  try {
    return await attempt('Giving snapd the assertions of the Snap Store proxy', () =>
      machine.snap.acknowledge(assertionsPath),
    );
  } finally {
    await machine.files.remove(assertionsPath);
  }
}

/** Between the two records snapd may or may not have the store: it is set again, or unset, by the hook that follows. */
async function setStore(
  { machine, record }: WorkerPorts,
  { url, storeId }: { readonly url: string | null; readonly storeId: string },
): Promise<Outcome<never, never> | null> {
  await record.record((was) => ({ ...was, snapStore: '' }));
  const failed = await attempt('Setting the store of snapd', () =>
    machine.snap.set('core', { 'proxy.store': storeId }),
  );
  if (failed !== null) return failed;
  await record.record((was) => ({ ...was, snapStore: url }));
  return null;
}

const option = 'snap_proxy_url';
const assertionsPath = '/run/kubernetes-worker-store.assert';
