import type { Around } from './around.ts';
import { bindClaims } from './claims.ts';
import { keepDaemonSets } from './daemon-sets.ts';
import { keepDeployments } from './deployments.ts';
import { keepEndpoints } from './endpoints.ts';
import { collectGarbage, keepBasics, reportBudgets } from './housekeeping.ts';
import { keepJobs } from './jobs.ts';
import { runPods } from './kubelets.ts';
import { keepReplicas } from './replicas.ts';
import { schedule } from './scheduler.ts';
import { keepStatefulSets } from './stateful-sets.ts';

/**
 * The controllers have done all there is to do: what workloads want is there, or waits for a node. They work one after
 * the other until none of them changes anything, and no time passes meanwhile.
 *
 * @throws Error when they do not come to rest, which is a fault of theirs
 */
export function reconcile(around: Around): void {
  for (let round = 0; round < mostRounds; round += 1) {
    const before = around.store.version();
    for (const control of controllers) control(around);
    if (around.store.version() === before) return;
  }
  throw new Error('the controllers of the stand-in cluster do not come to rest');
}

const controllers: readonly ((around: Around) => void)[] = [
  keepBasics,
  collectGarbage,
  keepDeployments,
  keepReplicas,
  keepStatefulSets,
  keepDaemonSets,
  keepJobs,
  bindClaims,
  schedule,
  runPods,
  keepEndpoints,
  reportBudgets,
];
const mostRounds = 50;
