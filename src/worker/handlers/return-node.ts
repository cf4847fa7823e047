import { all, done, waiting } from '../../engine/engine.ts';
import { uncordonNode } from '../node/drain-node.ts';
import { handler } from '../words.ts';

/**
 * Pods come to the node again after a change that this charm had cordoned it for, once dockerd and kubelet are up, and
 * no other such change is going on.
 */
export const returnNode = handler({
  name: 'return-node',
  when: all('docker.configured', 'snaps.installed', 'node.drained'),
  reads: ['machine.cordoned', 'machine.runtime', 'machine.upgrade'],
  clears: ['node.drained'],
  async run({ inputs, ports }) {
    if (!inputs['machine.cordoned']) return done({ clears: ['node.drained'] });
    if (inputs['machine.runtime'] === null) return waiting('the container runtime', { about: 'node' });
    if (inputs['machine.upgrade']?.drained === true) return waiting('the upgrade', { about: 'node' });
    if (!(await ports.services.up('docker'))) return waiting('docker', { about: 'service' });
    if (!(await ports.services.up('snap.kubelet.daemon'))) return waiting('kubelet', { about: 'service' });
    return (await uncordonNode(ports)) ?? done({ clears: ['node.drained'] });
  },
});
