import { budgetState } from '../budgets.ts';
import { objectSchema } from '../objects.ts';
import { setStatus } from './around.ts';
import type { Around } from './around.ts';

/** What every cluster has from the first is there: its namespaces, their accounts and the service of the API itself. */
export function keepBasics({ store, minor }: Around): void {
  const names = ['default', 'kube-public', 'kube-system', ...(minor >= 14 ? ['kube-node-lease'] : [])];
  for (const name of names) {
    if (store.find('Namespace', null, name) !== undefined) continue;
    const metadata = minor < 21 ? { name } : { name, labels: { 'kubernetes.io/metadata.name': name } };
    const [spec, status] = [{ finalizers: ['kubernetes'] }, { phase: 'Active' }];
    store.create({ apiVersion: 'v1', kind: 'Namespace', metadata, spec, status });
  }
  for (const { metadata } of store.list('Namespace')) {
    if (store.find('ServiceAccount', metadata.name, 'default') !== undefined) continue;
    const account = { name: 'default', namespace: metadata.name };
    store.create(objectSchema.parse({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: account }));
  }
  if (store.find('Service', 'default', 'kubernetes') !== undefined) return;
  const labels = { component: 'apiserver', provider: 'kubernetes' };
  const metadata = { name: 'kubernetes', namespace: 'default', labels };
  const ports = [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }];
  const spec = { clusterIP: '10.152.183.1', ports, sessionAffinity: 'None', type: 'ClusterIP' };
  store.create({ apiVersion: 'v1', kind: 'Service', metadata, spec, status: { loadBalancer: {} } });
}

/** What is owned only by what has gone has gone too. */
export function collectGarbage({ store }: Around): void {
  const uids = new Set(store.all().map(({ metadata }) => metadata.uid));
  for (const object of store.all()) {
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.length > 0 && owners.every(({ uid }) => !uids.has(uid))) store.remove(object);
  }
}

/** Every PodDisruptionBudget says how many pods it lets go. */
export function reportBudgets(around: Around): void {
  const { store } = around;
  for (const budget of store.list('PodDisruptionBudget')) {
    setStatus(around, budget, { ...budgetState(store, budget), observedGeneration: budget.metadata.generation });
  }
}
