import { always, done } from '../../engine/engine.ts';
import { encodeKubeControl } from '../../interfaces/kube-control.ts';
import { handler } from '../words.ts';

/** The control plane knows for which user and group this node wants credentials. */
export const introduceNode = handler({
  name: 'introduce-node',
  when: always(),
  reads: ['relation.kube-control', 'host.name'],
  async run({ inputs, ports }) {
    const bag = encodeKubeControl({ nodeName: inputs['host.name'].toLowerCase(), gpu: false });
    ports.publish.relation(inputs['relation.kube-control'].ids, bag);
    return done();
  },
});
