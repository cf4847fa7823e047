import type { Answer, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { stateOf } from './state.ts';

/** `ip`: shows and deletes docker0, the one link that a stand-in makes, and knows no other object. */
export function ip({ machine, argv }: ProgramCall): Answer {
  const state = stateOf(machine);
  const [object = '', verb = 'show', ...rest] = argv;
  const name = rest.filter((word) => word !== 'dev')[0] ?? '';
  if (!['link', 'addr', 'address'].includes(object)) return refused(1, `Object "${object}" is unknown, try "ip help".`);
  if (name !== 'docker0' || state.docker0 === null)
    return refused(1, verb === 'show' ? `Device "${name}" does not exist.` : `Cannot find device "${name}"`);
  if (object === 'link' && (verb === 'delete' || verb === 'del')) {
    state.docker0 = null;
    return said();
  }
  if (verb !== 'show') return refused(255, `Command "${verb}" is unknown, try "ip ${object} help".`);
  const address = object === 'link' ? '' : `    inet ${state.docker0} scope global docker0\n`;
  return said(`3: docker0: <BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state UP group default\n${address}`);
}
