import { all, blocked, done, waiting } from '../../engine/engine.ts';
import { askNode, isOfAnother, machineIdOf } from '../node/node-state.ts';
import type { NodeState } from '../node/node-state.ts';
import { handler } from '../words.ts';

/**
 * The cluster has no Node of this machine's name, or it is this machine's: kubelet may register. It would take over
 * another machine's without a word, and the two would overwrite one another from then on.
 *
 * Asked before kubelet is configured for the first time. While the API server does not answer, kubelet could not register
 * either, so it waits. Where the API does not let the node see itself, or the Node says of no machine, kubelet decides.
 */
export const checkNodeName = handler({
  name: 'check-node-name',
  when: all('kubeconfigs.written', 'snaps.installed'),
  reads: ['host.name', 'kube-api.server', 'kube-control.credentials'],
  sets: ['node.ours'],
  clears: ['node.ours'],
  async run({ inputs, ports }) {
    const name = inputs['host.name'].toLowerCase();
    if (ports.record.now().node === name) return done({ sets: ['node.ours'] });
    const answer = await askNode(ports.machine, 'node', name);
    if (answer.kind === 'unreachable') {
      return waiting(`Waiting for the API server to tell about node ${name} (${answer.words})`, { about: 'command' });
    }
    if (answer.kind === 'found') {
      if (isOfAnother(answer.node, await machineIdOf(ports.machine))) return taken(answer.node);
    } else if (answer.kind !== 'not-found') {
      ports.warn(`nobody tells whether node ${name} is another machine's: ${answer.words}`);
    }
    return done({ sets: ['node.ours'] });
  },
});

function taken({ name, machineId, address, isReady }: NodeState) {
  const where = address === null ? '' : ` at ${address}`;
  const state = isReady ? 'which is up' : 'which is not ready';
  return blocked(
    `Node ${name} is of another machine${where} (machine id ${machineId ?? ''}), ${state}; kubelet is not started. ` +
      `If that machine is gone: kubectl delete node ${name}; else give this one another host name`,
    `kubectl delete node ${name}`,
    { about: 'node', clears: ['node.ours'] },
  );
}
