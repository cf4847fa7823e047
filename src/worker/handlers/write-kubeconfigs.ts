import { always, done, waiting } from '../../engine/engine.ts';
import { desiredKubeconfigs } from '../../workload/kubeconfig.ts';
import { handler } from '../words.ts';

/** kubelet, kube-proxy, root and the user `ubuntu` have kubeconfigs for the API server of this node, readable by them only. */
export const writeKubeconfigs = handler({
  name: 'write-kubeconfigs',
  when: always(),
  reads: ['certificates.material', 'kube-api.server', 'kube-control.credentials', 'drift.kubeconfigs'],
  sets: ['kubeconfigs.written'],
  async run({ inputs, ports }) {
    const ca = inputs['certificates.material'].value?.ca ?? null;
    const server = inputs['kube-api.server'];
    const credentials = inputs['kube-control.credentials'].value;
    if (ca === null || server === null || credentials === null) return waiting('the control plane', { about: 'input' });
    const hasUbuntuUser = await ports.machine.userExists('ubuntu');
    for (const { path, content, mode, owner } of desiredKubeconfigs({
      server,
      caPem: ca,
      credentials,
      hasUbuntuUser,
    })) {
      const parent = path.startsWith('/root/cdk/') ? { parentMode: 0o750 } : {};
      await ports.machine.files.write(path, content, { mode, ...(owner === undefined ? {} : { owner }), ...parent });
    }
    return done({ sets: ['kubeconfigs.written'] });
  },
});
