import * as z from 'zod/mini';
import { setSchedulable } from '../node/cordon.ts';
import { askNode } from '../node/node-state.ts';
import { ActionFailed } from './action-failed.ts';
import { defineAction } from './define-action.ts';
import { nodeOfUnit } from './node-of-unit.ts';

/**
 * The node takes pods again, whoever had cordoned it, and the unit is not paused any more; its status tells what is. A
 * node that has been deleted registers anew, and is not cordoned then.
 *
 * In the middle of a change for which the charm itself has cordoned the node, it stays cordoned until that is over.
 */
export const resume = defineAction({
  name: 'resume',
  parameters: z.strictObject({}),
  run: async (_parameters, ports) => {
    const { machine, record } = ports;
    const { name: node, state } = await nodeOfUnit(ports);
    // Before it is forgotten: a unit that is killed in between says that it is paused, and is resumed again.
    if (state?.isCordoned === true && !record.now().cordoned) {
      const failure = await setSchedulable(machine, 'uncordon', node);
      if (failure !== null) throw new ActionFailed(`node ${node} cannot be uncordoned: ${failure.words}`, { node });
    }
    await record.record((was) => ({ ...was, paused: false, podsLeft: [] }));
    await ports.settle();
    if (!record.now().cordoned) return { node, cordoned: false };
    const answer = await askNode(machine, 'administrator', node);
    const stays = answer.kind === 'found' ? answer.node.isCordoned : true;
    return {
      node,
      cordoned: stays,
      response: { msg: 'The unit is not paused any more; a change that is going on returns the node when it is over.' },
    };
  },
});
