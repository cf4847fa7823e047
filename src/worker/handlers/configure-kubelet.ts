import { all, done, waiting } from '../../engine/engine.ts';
import { parseAllowPrivileged } from '../../workload/allow-privileged.ts';
import { parseExtraArgs } from '../../workload/extra-args.ts';
import { desiredKubeletArgs } from '../../workload/kubelet.ts';
import { applySnapSettings } from '../snaps/apply-snap-settings.ts';
import { configurableVersion } from '../configurable-version.ts';
import { gpuInputs, hasGpu } from '../has-gpu.ts';
import { invalidOption } from '../invalid-option.ts';
import { handler } from '../words.ts';

/**
 * kubelet has the arguments that make this machine a node of the cluster, and is restarted if it runs with others or
 * with other credentials or certificates. With an option that does not parse, or a version that this charm does not
 * know, it keeps what it has.
 */
export const configureKubelet = handler({
  name: 'configure-kubelet',
  when: all(
    'docker.configured',
    'containerd.configured',
    'snaps.installed',
    'cni-plugins.installed',
    'tls.saved',
    'kubeconfigs.written',
    'node.ours',
  ),
  reads: [
    'config.allow-privileged',
    'config.kubelet-extra-args',
    'certificates.material',
    'cni.cidr',
    'host.addresses',
    'host.kubelet-version',
    'host.name',
    'kube-api.server',
    'kube-control.credentials',
    'kube-control.dns',
    ...gpuInputs,
  ],
  sets: ['kubelet.configured'],
  async run({ inputs, ports }) {
    const extra = parseExtraArgs('kubelet-extra-args', inputs['config.kubelet-extra-args']);
    if (!extra.ok) return invalidOption(extra.error);
    const allowPrivileged = parseAllowPrivileged(inputs['config.allow-privileged']);
    if (!allowPrivileged.ok) return invalidOption(allowPrivileged.error);
    const version = configurableVersion(inputs['host.kubelet-version']);
    if (!version.ok) return version.error;
    const dns = inputs['kube-control.dns'].value;
    if (dns === null || inputs['cni.cidr'].value === null) return waiting('the cluster', { about: 'input' });

    const args = desiredKubeletArgs(
      {
        version: version.value,
        nodeName: inputs['host.name'].toLowerCase(),
        nodeIp: inputs['host.addresses'].ingressAddress,
        dns,
        allowPrivileged: allowPrivileged.value,
        hasGpu: hasGpu(inputs),
      },
      extra.value,
    );
    const failed = await applySnapSettings(ports, 'kubelet', args);
    if (failed !== null) return failed;
    const credentials = [inputs['kube-api.server'], inputs['kube-control.credentials'].value?.kubeletToken];
    const fingerprint = ports.fingerprint([args, credentials, inputs['certificates.material'].value]);
    ports.services.want('snap.kubelet.daemon', fingerprint, 'its arguments, credentials or certificates');
    return done({ sets: ['kubelet.configured'] });
  },
});
