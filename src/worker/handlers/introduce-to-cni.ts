import { always, done } from '../../engine/engine.ts';
import { encodeCni } from '../../interfaces/kubernetes-cni.ts';
import { handler } from '../words.ts';

/** The CNI subordinate knows that this is a worker and which kubeconfig it may use. */
export const introduceToCni = handler({
  name: 'introduce-to-cni',
  when: always(),
  reads: ['relation.cni'],
  async run({ inputs, ports }) {
    ports.publish.relation(inputs['relation.cni'].ids, encodeCni());
    return done();
  },
});
