import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { desiredIngressManifests } from '../../../src/workload/ingress.ts';

const template = (name: string) => readFileSync(new URL(`../../../templates/${name}`, import.meta.url), 'utf8');
const manifests = await desiredIngressManifests({
  app: 'w1',
  kubernetesMinor: 10,
  nginxImage: 'registry.example/nginx:1',
  backendImage: 'registry.example/backend:2',
  templates: { backend: template('default-http-backend.yaml'), controller: template('ingress-daemon-set.yaml') },
});
const documents = manifests.map(({ content }) => parseAllDocuments(content).map((each) => each.toJS() as unknown));
const probe = (port: number) => ({
  httpGet: { path: '/healthz', port, scheme: 'HTTP' },
  initialDelaySeconds: 30,
  timeoutSeconds: 5,
});
const account = 'nginx-ingress-w1-serviceaccount';
const rbac = 'rbac.authorization.k8s.io';
const rule = (apiGroups: string, resources: string, verbs: string) => ({
  apiGroups: [apiGroups],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
});

describe('the manifests of the ingress', () => {
  it('are two files, the backend first', () => {
    expect(manifests.map(({ path, mode }) => [path, mode.toString(8)])).toEqual([
      ['/root/cdk/addons/default-http-backend.yaml', '644'],
      ['/root/cdk/addons/ingress-daemon-set.yaml', '644'],
    ]);
  });

  it('name a backend of this application, and its Service targets the port on which it listens', () => {
    const name = 'default-http-backend-w1';
    const container = {
      name: 'default-http-backend',
      image: 'registry.example/backend:2',
      livenessProbe: probe(8080),
      ports: [{ containerPort: 8080 }],
    };
    const template = {
      metadata: { labels: { app: name } },
      spec: { terminationGracePeriodSeconds: 60, containers: [container] },
    };
    expect(documents[0]).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ReplicationController',
        metadata: { name },
        spec: { replicas: 1, selector: { app: name }, template },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, labels: { 'k8s-app': name } },
        spec: { ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }], selector: { app: name } },
      },
    ]);
  });

  it('give the controller an account with the rights of 2018', () => {
    expect(documents[1]?.slice(0, 5)).toEqual([
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account } },
      {
        apiVersion: `${rbac}/v1beta1`,
        kind: 'ClusterRole',
        metadata: { name: 'nginx-ingress-w1-clusterrole' },
        rules: [
          rule('', 'configmaps endpoints nodes pods secrets', 'list watch'),
          rule('', 'nodes', 'get'),
          rule('', 'services', 'get list watch'),
          rule('extensions', 'ingresses', 'get list watch'),
          rule('', 'events', 'create patch'),
          rule('extensions', 'ingresses/status', 'update'),
        ],
      },
      {
        apiVersion: `${rbac}/v1beta1`,
        kind: 'Role',
        metadata: { name: 'nginx-ingress-w1-role' },
        rules: [
          rule('', 'configmaps pods secrets namespaces', 'get'),
          { ...rule('', 'configmaps', 'get update'), resourceNames: ['ingress-controller-leader-nginx'] },
          rule('', 'configmaps', 'create'),
          rule('', 'endpoints', 'get create update'),
        ],
      },
      {
        apiVersion: `${rbac}/v1beta1`,
        kind: 'RoleBinding',
        metadata: { name: 'nginx-ingress-role-nisa-w1-binding' },
        roleRef: { apiGroup: rbac, kind: 'Role', name: 'nginx-ingress-w1-role' },
        subjects: [{ kind: 'ServiceAccount', name: account }],
      },
      {
        apiVersion: `${rbac}/v1beta1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'nginx-ingress-clusterrole-nisa-w1-binding' },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'nginx-ingress-w1-clusterrole' },
        subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'default' }],
      },
    ]);
  });

  it('point the controller at the ConfigMap and the backend that they make', () => {
    const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    const container = {
      name: 'nginx-ingress-w1',
      image: 'registry.example/nginx:1',
      livenessProbe: probe(10254),
      env: [field('POD_NAME', 'metadata.name'), field('POD_NAMESPACE', 'metadata.namespace')],
      ports: [{ containerPort: 80 }, { containerPort: 443 }],
      args: [
        '/nginx-ingress-controller',
        '--default-backend-service=$(POD_NAMESPACE)/default-http-backend-w1',
        '--configmap=$(POD_NAMESPACE)/nginx-load-balancer-w1-conf',
      ],
    };
    const spec = {
      nodeSelector: { 'juju-application': 'w1' },
      terminationGracePeriodSeconds: 60,
      hostNetwork: true,
      serviceAccountName: account,
      containers: [container],
    };
    const labels = { name: 'nginx-ingress-w1' };
    expect(documents[1]?.slice(5)).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'nginx-load-balancer-w1-conf' } },
      {
        apiVersion: 'apps/v1beta2',
        kind: 'DaemonSet',
        metadata: { name: 'nginx-ingress-w1-controller', labels: { 'juju-application': 'nginx-ingress-w1' } },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      },
    ]);
  });

  it('refuse a template that asks for a value nobody has', async () => {
    const facts = { app: 'w', kubernetesMinor: 10, nginxImage: 'n', backendImage: 'b' };
    const templates = { backend: '{{unknown}}', controller: '' };
    await expect(desiredIngressManifests({ ...facts, templates })).rejects.toThrow('unknown');
  });
});
