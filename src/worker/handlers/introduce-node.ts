import { always, done } from '../../engine/engine.ts';
import { encodeKubeControl } from '../../interfaces/kube-control.ts';
import { gpuInputs, hasGpu } from '../has-gpu.ts';
import { handler } from '../words.ts';

/** The control plane knows for which user and group this node wants credentials, and whether it has GPUs. */
export const introduceNode = handler({
  name: 'introduce-node',
  when: always(),
  reads: ['relation.kube-control', 'host.name', ...gpuInputs],
  async run({ inputs, ports }) {
    const bag = encodeKubeControl({ nodeName: inputs['host.name'].toLowerCase(), gpu: hasGpu(inputs) });
    ports.publish.relation(inputs['relation.kube-control'].ids, bag);
    return done();
  },
});
