import { askOwnNode } from '../node/node-state.ts';
import type { NodeState } from '../node/node-state.ts';
import type { ActionPorts } from './action.ts';
import { ActionFailed } from './action-failed.ts';

/**
 * The name of this unit's Node, and the Node as the cluster has it; null where it has none.
 *
 * @throws ActionFailed where the API does not answer, and where the unit has not joined or is being removed
 */
export async function nodeOfUnit(
  ports: ActionPorts,
): Promise<{ readonly name: string; readonly state: NodeState | null }> {
  if (ports.record.now().leaving) throw new ActionFailed('this unit is being removed');
  const { name, answer } = await askOwnNode(ports);
  switch (answer.kind) {
    case 'found':
      return { name, state: answer.node };
    case 'no-cluster':
      throw new ActionFailed('this machine has not joined a cluster');
    case 'not-found':
      return { name, state: null };
    case 'foreign':
      throw new ActionFailed(`node ${name} is not of this machine, which has not joined the cluster`, { node: name });
    default:
      throw new ActionFailed(`the API server does not tell about node ${name}: ${answer.words}`, { node: name });
  }
}
