import { all, done, waiting } from '../../engine/engine.ts';
import { uncordonNode } from '../drain-node.ts';
import { handler } from '../words.ts';

/** Pods come to the node again after a change that this charm had cordoned it for, once dockerd and kubelet are up. */
export const returnNode = handler({
  name: 'return-node',
  when: all('docker.configured', 'node.drained'),
  reads: ['machine.cordoned'],
  clears: ['node.drained'],
  async run({ inputs, ports }) {
    if (!inputs['machine.cordoned']) return done({ clears: ['node.drained'] });
    if (!(await ports.services.up('docker'))) return waiting('docker', { about: 'service' });
    if (!(await ports.services.up('snap.kubelet.daemon'))) return waiting('kubelet', { about: 'service' });
    return (await uncordonNode(ports)) ?? done({ clears: ['node.drained'] });
  },
});
