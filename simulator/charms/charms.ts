/**
 * The other charms of a bundle, played in this process: stand-ins that keep the other end of each interface honest.
 *
 * A stand-in does what a charm under test can see of the real one of 2018: what it sends, what it asks, which files it
 * puts on the machine, and what it understands. What it does not understand ends the run (`StandInRefused`), because
 * the real charm would fail or, worse, do nothing. Every hook recomputes everything, so that the order of hooks does
 * not matter and a settled model stays settled. `said.ts` reads remote bags, `say.ts` writes ours, `metadata.ts` has
 * the words for endpoints and options; each charm is a file.
 *
 * Imports `contract.ts` and nothing else of ours. Start reading here, then `easyrsa.ts`.
 */
import type { StandInCharm } from '../contract.ts';
import { easyrsa } from './easyrsa.ts';
import { etcd } from './etcd.ts';
import { flannel } from './flannel.ts';
import { kubeapiLoadBalancer } from './kubeapi-load-balancer.ts';
import { kubernetesMaster } from './kubernetes-master.ts';

export { inert } from './inert.ts';

/** The charms that are played, by the name without store, user, series and revision. For all others there is `inert`. */
export const standIns: Readonly<Record<string, StandInCharm>> = {
  easyrsa,
  etcd,
  flannel,
  'kubeapi-load-balancer': kubeapiLoadBalancer,
  'kubernetes-master': kubernetesMaster,
};
