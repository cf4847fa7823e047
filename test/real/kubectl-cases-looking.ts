import type { KubectlCase } from './kubectl-cases.ts';
import { bare } from './kubectl-cluster.ts';

export const looking: readonly KubectlCase[] = [
  { title: 'gets the names of all nodes', argv: ['get', 'nodes', '-o', 'name'], exitCode: 0 },
  { title: 'gets a node as JSON', argv: ['get', 'node', 'n1', '-ojson'], exitCode: 0 },
  { title: 'gets a node as YAML', argv: ['get', 'no/n1', '--output=yaml'], exitCode: 0 },
  { title: 'gets a list as JSON', argv: ['get', 'configmaps', '--output', 'json'], exitCode: 0 },
  {
    title: 'gets several objects by name',
    argv: ['get', 'cm', 'there', 'missing', '-o', 'name'],
    exitCode: 1,
    says: /configmaps "missing" not found/u,
  },
  { title: 'gets a field', argv: ['get', 'node', 'n1', '-o', 'jsonpath={.metadata.labels.disk}'], exitCode: 0 },
  { title: 'gets a field of many', argv: ['get', 'nodes', '-o', 'jsonpath={.items[*].metadata.name}'], exitCode: 0 },
  { title: 'shows a table of nodes', argv: ['get', 'nodes'], exitCode: 0 },
  {
    title: 'shows a table of pods without headings',
    argv: ['get', 'pods', '--no-headers'],
    objects: [bare('p')],
    exitCode: 0,
  },
  {
    title: 'shows a table over all namespaces',
    argv: ['get', 'pods', '-A', '-o', 'wide'],
    objects: [bare('p')],
    exitCode: 0,
  },
  {
    title: 'shows that there is nothing',
    argv: ['get', 'pods', '-n', 'other'],
    exitCode: 0,
    says: /No resources found/u,
  },
  {
    title: 'gets the pods of a node',
    argv: ['get', 'pods', '--all-namespaces', '--field-selector=spec.nodeName=n1', '-o', 'name'],
    objects: [bare('p'), bare('q', { nodeName: 'n2' })],
    exitCode: 0,
  },
  { title: 'gets by label', argv: ['get', 'nodes', '-l', 'disk=ssd,name!=n2', '-o', 'name'], exitCode: 0 },
  {
    title: 'gets a missing node',
    argv: ['get', 'node', 'n9'],
    exitCode: 1,
    says: /^Error from server \(NotFound\): nodes "n9" not found\n$/u,
  },
  {
    title: 'ignores a missing node when told',
    argv: ['get', 'node', 'n9', '--ignore-not-found', '-o', 'name'],
    exitCode: 0,
  },
  {
    title: 'gets what there is no type of',
    argv: ['get', 'gizmos'],
    exitCode: 1,
    says: /the server doesn't have a resource type "gizmos"/u,
  },
  { title: 'gets a path', argv: ['get', '--raw', '/version'], exitCode: 0 },
  { title: 'gets a missing path', argv: ['get', '--raw', '/apis/none'], exitCode: 1, says: /NotFound/u },
];
