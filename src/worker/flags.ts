/**
 * The worker: where engine, machine, Juju, interfaces and workload meet.
 *
 * May import every other room of `src/`; is imported by `main.ts` only. A hook from end to end is `run-hook.ts`, an
 * action `run-action.ts`; both make a pass of the engine, `reconcile.ts`. What the charm knows is `inputs.ts`, what it
 * does is `handler-table.ts` (one file per handler in `handlers/`) and `actions/`, what it says of itself is `status.ts`.
 * What several of them share: `node/` looks at and drains the node, `snaps/` decides on kubectl, kubelet and kube-proxy,
 * `runtime/` exchanges the container runtime, `debug/` collects what the machine tells.
 */

/** Every flag there is. A flag is a fact about this machine that a handler brought about. */
export const flags = [
  'cni-plugins.installed',
  'containerd.configured',
  'docker.configured',
  'docker.installed',
  'ingress.deployed',
  'kube-proxy.configured',
  'kubeconfigs.written',
  'kubelet.configured',
  'node.drained',
  'node.labelled',
  'node.ours',
  'packages.installed',
  'snaps.fetched',
  'snapd.configured',
  'snaps.installed',
  'tls.saved',
] as const;

export type Flag = (typeof flags)[number];
