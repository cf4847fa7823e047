import { all, done } from '../../engine/engine.ts';
import { parseKubernetesVersion } from '../../workload/kubernetes-version.ts';
import { applyManifest } from '../apply-manifest.ts';
import { driftPaths } from '../drift-paths.ts';
import { handler } from '../words.ts';

/**
 * The API server may use kubelet's API also where the cluster asks roles who may what.
 *
 * The binding is the whole cluster's and never deleted: other workers need it.
 */
export const openKubeletApi = handler({
  name: 'open-kubelet-api',
  when: all('kubelet.configured', 'snaps.installed'),
  reads: ['drift.kubelet-api', 'host.kubelet-version'],
  async run({ inputs, ports }) {
    const version = parseKubernetesVersion(inputs['host.kubelet-version']?.version ?? '');
    if (version === null || version.major > 1 || version.minor >= firstWithOwnUser) return done();
    const [path] = driftPaths['kubelet-api'];
    const content = await ports.template('kubelet-api-access.yaml');
    const failed = await applyManifest(ports, "the API server's access to kubelet", { path, content, mode: 0o644 });
    return failed ?? done();
  },
});

/** From here on kubernetes-control-plane binds the user that its API servers call kubelets as. */
const firstWithOwnUser = 24;
