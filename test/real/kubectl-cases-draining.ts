import type { KubectlCase } from './kubectl-cases.ts';
import { bare, daemonSet, deployment, emptyDir } from './kubectl-cluster.ts';

const force = ['--force', '--ignore-daemonsets'];

export const draining: readonly KubectlCase[] = [
  { title: 'drains a node with nothing on it', argv: ['drain', 'n1'], exitCode: 0 },
  { title: 'drains what comes back elsewhere', objects: [deployment()], argv: ['drain', 'n1'], exitCode: 0 },
  {
    title: 'drains a second time',
    objects: [deployment()],
    before: [['drain', 'n1']],
    argv: ['drain', 'n1'],
    exitCode: 0,
  },
  {
    title: 'does not drain pods of daemon sets',
    objects: [daemonSet],
    argv: ['drain', 'n1'],
    exitCode: 1,
    says: /DaemonSet-managed Pods \(use --ignore-daemonsets to ignore\): default\/agent-/u,
  },
  {
    title: 'drains beside pods of daemon sets',
    objects: [daemonSet, deployment()],
    argv: ['drain', 'n1', '--ignore-daemonsets', '--grace-period=5', '--timeout=30s'],
    exitCode: 0,
    says: /ignoring DaemonSet-managed Pods: default\/agent-/iu,
  },
  {
    title: 'does not drain pods that nobody manages',
    objects: [bare('p')],
    argv: ['drain', 'n1'],
    exitCode: 1,
    says: /use --force to override/u,
  },
  {
    title: 'drains pods that nobody manages by force',
    objects: [bare('p')],
    argv: ['drain', 'n1', ...force],
    exitCode: 0,
  },
  {
    title: 'does not drain pods with data',
    objects: [deployment(emptyDir)],
    argv: ['drain', 'n1', ...force],
    exitCode: 1,
    says: /local storage \(use --delete-emptydir-data to override\)/u,
  },
  {
    title: 'drains pods with data when told',
    objects: [deployment(emptyDir)],
    argv: ['drain', 'n1', '--delete-emptydir-data'],
    exitCode: 0,
  },
  {
    title: 'waits for a budget until its time is up',
    objects: [deployment()],
    isGuarded: true,
    argv: ['drain', 'n1', '--timeout=1s'],
    exitCode: 1,
    says: /global timeout reached: 1s/u,
  },
  { title: 'drains a missing node', argv: ['drain', 'n9'], exitCode: 1, says: /nodes "n9" not found/u },
  {
    title: 'drains without the right',
    objects: [deployment()],
    argv: ['--kubeconfig=ROOT/root/proxy-token.conf', 'drain', 'n1'],
    exitCode: 1,
    says: /Forbidden|forbidden/u,
  },
];
