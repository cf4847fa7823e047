import { all, done, waiting } from '../../engine/engine.ts';
import { hostPath } from '../../host/host.ts';
import { labelArguments, parseLabels } from '../../workload/labels.ts';
import { attempt } from '../attempt.ts';
import { invalidOption } from '../invalid-option.ts';
import { kubectl } from '../kubectl.ts';
import { handler } from '../words.ts';

/**
 * The node carries the labels of the option and `juju-application`, and none that this charm set and the option no
 * longer has. A node that has not registered yet is labelled in a later hook.
 */
export const labelNode = handler({
  name: 'label-node',
  when: all('kubelet.configured'),
  reads: ['config.labels', 'host.name', 'kube-api.server'],
  sets: ['node.labelled'],
  async run({ inputs, ports }) {
    const labels = parseLabels(inputs['config.labels']);
    if (!labels.ok) return invalidOption(labels.error);
    if (!(await ports.services.up('snap.kubelet.daemon'))) return waiting('kubelet', { about: 'service' });

    const node = inputs['host.name'].toLowerCase();
    const { args } = labelArguments(ports.record.now().labels, labels.value, ports.app);
    const kubeconfig = hostPath('/root/cdk/kubeconfig', '--kubeconfig=');
    const failed = await attempt(`Labelling node ${node}`, () =>
      kubectl(ports, [kubeconfig, 'label', 'node', node, ...args, '--overwrite'], { attempts: 5 }),
    );
    if (failed !== null) {
      const reason = failed.kind === 'blocked' ? failed.why : `Labelling node ${node}`;
      return waiting(`Waiting for node ${node} to take its labels (${reason})`, { about: 'command' });
    }
    await ports.record.record((was) => ({ ...was, labels: labels.value, node }));
    return done({ sets: ['node.labelled'] });
  },
});
