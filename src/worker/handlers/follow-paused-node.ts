import { always, done, waiting } from '../../engine/engine.ts';
import { describePod, podsToMove } from '../node/pods-left.ts';
import { handler } from '../words.ts';

/** What the status says of pods that a pause has left on the node is so; where none is left it says nothing. */
export const followPausedNode = handler({
  name: 'follow-paused-node',
  when: always(),
  reads: ['machine.pods-left'],
  async run({ inputs, ports }) {
    const { node } = ports.record.now();
    if (inputs['machine.pods-left'].length === 0 || node === null) return done();
    const left = await podsToMove(ports.machine, node);
    if (left === null) return waiting('the API server', { about: 'input' });
    const podsLeft = left.map((pod) => describePod(pod, { localData: false, force: false }));
    await ports.record.record((was) => ({ ...was, podsLeft }));
    return left.length === 0 ? done() : waiting('pods to leave the node', { about: 'input' });
  },
});
