import { nonsense, notYet, quote, said, textOf } from './bag.ts';
import type { Bag, Decoded } from './bag.ts';
import { isCidr } from './names.ts';

/** The cluster's pod network, as the CNI subordinate tells it: one address range, or several separated by commas. */
export function decodeCni(bag: Bag, remote: string): Decoded<{ readonly cidr: string }> {
  const text = textOf(bag, 'cidr');
  if (text === null) return notYet;
  const ranges = text.split(',').map((range) => range.trim());
  const wrong = ranges.find((range) => !isCidr(range));
  if (wrong === undefined) return said({ cidr: ranges.join(',') });
  const at = { remote, endpoint: 'cni', key: 'cidr' };
  return nonsense(at, `${quote(wrong)} is no address range`, 'ranges such as 10.1.0.0/16, separated by commas');
}

/** What a worker tells the CNI subordinate. flannel sets itself up as on a worker when it reads exactly `False`. */
export function encodeCni(): Bag {
  return { is_master: 'False', kubeconfig_path: '/root/cdk/kubeconfig' };
}
