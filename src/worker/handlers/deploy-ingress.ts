import { all, done, waiting } from '../../engine/engine.ts';
import { hostPath } from '../../host/host.ts';
import { defaultBackendImage, nginxImage } from '../../workload/images.ts';
import { desiredIngressManifests } from '../../workload/ingress.ts';
import { parseKubernetesVersion } from '../../workload/kubernetes-version.ts';
import { applyManifest } from '../apply-manifest.ts';
import { attempt } from '../attempt.ts';
import { driftPaths } from '../drift-paths.ts';
import { invalidOption } from '../invalid-option.ts';
import { kubectlPatiently } from '../kubectl.ts';
import type { WorkerPorts } from '../ports.ts';
import { handler } from '../words.ts';

/**
 * With `ingress` the controller and its default backend are applied and ports 80 and 443 are open; without it, what
 * this application applied is deleted, once, and the ports are closed.
 *
 * When the API refuses, the ports stay as they are and the next hook tries again.
 */
export const deployIngress = handler({
  name: 'deploy-ingress',
  when: all('kubelet.configured', 'snaps.installed'),
  reads: [
    'config.default-backend-image',
    'config.ingress',
    'config.nginx-image',
    'drift.ingress',
    'host.architecture',
    'host.kubelet-version',
  ],
  sets: ['ingress.deployed'],
  clears: ['ingress.deployed'],
  async run({ inputs, ports }) {
    if (!inputs['config.ingress']) return removeIngress(ports);
    const architecture = inputs['host.architecture'];
    const nginx = nginxImage(inputs['config.nginx-image'], architecture);
    if (!nginx.ok) return invalidOption(nginx.error);
    const backend = defaultBackendImage(inputs['config.default-backend-image'], architecture);
    if (!backend.ok) return invalidOption(backend.error);
    const version = parseKubernetesVersion(inputs['host.kubelet-version']?.version ?? '');
    if (version === null) return waiting('kubelet', { about: 'input' });

    const manifests = await desiredIngressManifests({
      app: ports.app,
      kubernetesMinor: version.minor,
      nginxImage: nginx.value,
      backendImage: backend.value,
      templates: {
        backend: await ports.template('default-http-backend.yaml'),
        controller: await ports.template('ingress-daemon-set.yaml'),
      },
    });
    for (const manifest of manifests) {
      const failed = await applyManifest(ports, 'the ingress controller', manifest);
      if (failed !== null) return failed;
    }
    ports.publish.ports(ingressPorts);
    return done({ sets: ['ingress.deployed'] });
  },
});

async function removeIngress(ports: WorkerPorts) {
  const { files } = ports.machine;
  for (const path of driftPaths.ingress.filter((each) => ports.record.now().manifests.includes(each))) {
    if ((await files.stat(path)) !== null) {
      const failed = await attempt('Deleting the ingress controller', () =>
        kubectlPatiently(
          ports.machine,
          'administrator',
          ['delete', '-f', hostPath(path), '--now', '--ignore-not-found'],
          { attempts: 2 },
        ),
      );
      if (failed !== null) return failed.kind === 'blocked' ? waiting(failed.why, { about: 'command' }) : failed;
      await files.remove(path);
    }
    await ports.record.record((was) => ({ ...was, manifests: was.manifests.filter((each) => each !== path) }));
  }
  ports.publish.ports([]);
  return done({ clears: ['ingress.deployed'] });
}

const ingressPorts: readonly string[] = ['80/tcp', '443/tcp'];
