import { all, done, waiting } from '../../engine/engine.ts';
import { parseExtraArgs } from '../../workload/extra-args.ts';
import { desiredKubeProxyArgs } from '../../workload/kube-proxy.ts';
import { applySnapSettings } from '../snaps/apply-snap-settings.ts';
import { configurableVersion } from '../configurable-version.ts';
import { invalidOption } from '../invalid-option.ts';
import { handler } from '../words.ts';

/** kube-proxy has its arguments, and is restarted if it runs with others or with other credentials. */
export const configureKubeProxy = handler({
  name: 'configure-kube-proxy',
  when: all('snaps.installed', 'tls.saved', 'kubeconfigs.written'),
  reads: [
    'config.proxy-extra-args',
    'certificates.material',
    'cni.cidr',
    'host.container',
    'host.kubelet-version',
    'host.name',
    'kube-api.server',
    'kube-control.credentials',
    'kube-control.dns',
  ],
  sets: ['kube-proxy.configured'],
  async run({ inputs, ports }) {
    const extra = parseExtraArgs('proxy-extra-args', inputs['config.proxy-extra-args']);
    if (!extra.ok) return invalidOption(extra.error);
    const version = configurableVersion(inputs['host.kubelet-version']);
    if (!version.ok) return version.error;
    const clusterCidr = inputs['cni.cidr'].value;
    const server = inputs['kube-api.server'];
    if (clusterCidr === null || server === null || inputs['kube-control.dns'].value === null)
      return waiting('the cluster', { about: 'input' });

    const args = desiredKubeProxyArgs(
      {
        version: version.value,
        clusterCidr,
        server,
        nodeName: inputs['host.name'].toLowerCase(),
        inContainer: inputs['host.container']?.startsWith('lxc') ?? false,
      },
      extra.value,
    );
    const failed = await applySnapSettings(ports, 'kube-proxy', args);
    if (failed !== null) return failed;
    const credentials = [
      inputs['kube-control.credentials'].value?.proxyToken,
      inputs['certificates.material'].value?.ca,
    ];
    ports.services.want(
      'snap.kube-proxy.daemon',
      ports.fingerprint([args, credentials]),
      'its arguments or credentials',
    );
    return done({ sets: ['kube-proxy.configured'] });
  },
});
