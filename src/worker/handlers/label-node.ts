import { all, done, waiting } from '../../engine/engine.ts';
import { labelArguments, parseLabels, wantedLabels } from '../../workload/labels.ts';
import { markAnnotations } from '../../workload/node-mark.ts';
import { attempt } from '../attempt.ts';
import { gpuInputs, hasGpu } from '../has-gpu.ts';
import { invalidOption } from '../invalid-option.ts';
import { kubectl, kubectlPatiently } from '../kubectl.ts';
import { handler } from '../words.ts';

/**
 * The node carries the labels of the option, `juju-application`, and those of a GPU where pods can use one, and none
 * that this charm set and that is no longer wanted; and the mark of its unit, by which it is found should it stay behind.
 * A node that has not registered yet is labelled in a later hook.
 */
export const labelNode = handler({
  name: 'label-node',
  when: all('kubelet.configured'),
  reads: ['config.labels', 'host.name', 'kube-api.server', 'model.uuid', ...gpuInputs],
  sets: ['node.labelled'],
  async run({ inputs, ports }) {
    const labels = parseLabels(inputs['config.labels']);
    if (!labels.ok) return invalidOption(labels.error);
    if (!(await ports.services.up('snap.kubelet.daemon'))) return waiting('kubelet', { about: 'service' });

    const node = inputs['host.name'].toLowerCase();
    const wanted = wantedLabels(labels.value, hasGpu(inputs));
    const { args, applied } = labelArguments(ports.record.now().labels, wanted, ports.app);
    // Recorded before they are set: a hook killed in between still knows which labels are its own.
    await ports.record.record((was) => ({ ...was, labels: { ...was.labels, ...wanted } }));
    const modelUuid = inputs['model.uuid'];
    const mark = modelUuid === null ? {} : markAnnotations({ modelUuid, unit: ports.unit });
    const marks = Object.entries(mark).map(([key, value]) => `${key}=${value}`);
    const failed = await attempt(`Labelling node ${node}`, async () => {
      await kubectlPatiently(ports.machine, 'node', ['label', 'node', node, ...args, '--overwrite'], { attempts: 5 });
      if (marks.length > 0) await kubectl(ports.machine, 'node', ['annotate', 'node', node, ...marks, '--overwrite']);
    });
    if (failed !== null) {
      const reason = failed.kind === 'blocked' ? failed.why : `Labelling node ${node}`;
      return waiting(`Waiting for node ${node} to take its labels (${reason})`, { about: 'command' });
    }
    await ports.record.record((was) => ({ ...was, labels: applied, node }));
    return done({ sets: ['node.labelled'] });
  },
});
