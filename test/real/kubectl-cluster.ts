/** What is in the cluster of every case, and what cases put there. */
export const container = { name: 'c', image: 'nginx:1' };
export const labels = { app: 'web' };
export const template = (spec: object = {}) => ({ metadata: { labels }, spec: { containers: [container], ...spec } });
export const bare = (name: string, spec: object = {}) => {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { nodeName: 'n1', containers: [container], ...spec },
  };
};
export const daemonSet = {
  ...{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' } },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [container] } },
  },
};
export const deployment = (spec: object = {}) => {
  const selector = { matchLabels: labels };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 2, selector, template: template(spec) },
  };
};
/** For a server of 1.`minor`. */
export const budget = (minor: number) => ({
  ...{
    apiVersion: minor < 21 ? 'policy/v1beta1' : 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'all' },
  },
  spec: { minAvailable: '100%', selector: { matchLabels: labels } },
});
export const emptyDir = { volumes: [{ name: 'v', emptyDir: {} }] };
export const configMap = (name: string, data: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
export const node = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { name, disk: 'ssd' } },
});

/** In the cluster of every case. */
export const standard: readonly object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } },
  node('n1'),
  node('n2'),
  configMap('there', { a: '1' }),
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'puller' }, imagePullSecrets: [{ name: 'old' }] },
];

/** Values that a shell or YAML would take for more than text. */
export const hostile = { a: '$(reboot) `reboot` ; reboot', b: '\'"\n--- # <&>\n\ttab: [', c: 'größe 日本' };
