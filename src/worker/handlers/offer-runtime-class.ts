import { all, done } from '../../engine/engine.ts';
import { needsContainerd } from '../../workload/containerd-config.ts';
import { parseKubernetesVersion } from '../../workload/kubernetes-version.ts';
import { applyManifest } from '../apply-manifest.ts';
import { driftPaths } from '../drift-paths.ts';
import { gpuInputs, hasGpu } from '../has-gpu.ts';
import { handler } from '../words.ts';

/**
 * From Kubernetes 1.24 on, the cluster of a node with usable GPUs has the RuntimeClass `nvidia`, by which pods ask for
 * NVIDIA's runtime.
 *
 * It is the whole cluster's: never deleted, because another node may have GPUs when this one's are gone.
 */
export const offerRuntimeClass = handler({
  name: 'offer-runtime-class',
  when: all('kubelet.configured', 'snaps.installed'),
  reads: ['drift.runtime-class', 'host.kubelet-version', ...gpuInputs],
  async run({ inputs, ports }) {
    const version = parseKubernetesVersion(inputs['host.kubelet-version']?.version ?? '');
    if (version === null || !needsContainerd(version) || !hasGpu(inputs)) return done();

    const [path] = driftPaths['runtime-class'];
    const manifest = await ports.template('nvidia-runtime-class.yaml');
    const failed = await applyManifest(ports, 'the RuntimeClass nvidia', { path, content: manifest, mode: 0o644 });
    return failed ?? done();
  },
});
