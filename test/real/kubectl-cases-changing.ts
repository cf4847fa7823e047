import type { KubectlCase } from './kubectl-cases.ts';
import { hostile } from './kubectl-cluster.ts';

export const changing: readonly KubectlCase[] = [
  { title: 'labels a node', argv: ['label', 'node', 'n1', 'a=1', 'juju-application=w', '--overwrite'], exitCode: 0 },
  {
    title: 'labels a node a second time',
    before: [['label', 'node', 'n1', 'a=1']],
    argv: ['label', 'node', 'n1', 'a=1', '--overwrite'],
    exitCode: 0,
  },
  { title: 'takes labels away', argv: ['label', 'node', 'n1', 'disk-', 'none-'], exitCode: 0 },
  {
    title: 'does not replace a label',
    argv: ['label', 'node', 'n1', 'disk=hdd'],
    exitCode: 1,
    says: /already has a value \(ssd\), and --overwrite is false/u,
  },
  { title: 'labels a missing node', argv: ['label', 'node', 'n9', 'a=1'], exitCode: 1, says: /nodes "n9" not found/u },
  {
    title: 'does not label with a shell command',
    argv: ['label', 'node', 'n1', 'a=$(reboot)'],
    exitCode: 1,
    says: /a valid label must be an empty string or consist of/u,
  },
  {
    title: "labels another's node with the token of kubelet",
    argv: ['--kubeconfig=ROOT/root/kubelet-token.conf', 'label', 'node', 'n2', 'a=1'],
    exitCode: 1,
    says: /Forbidden/u,
  },
  {
    title: 'labels its own node with the token of kubelet',
    argv: ['--kubeconfig=ROOT/root/kubelet-token.conf', 'label', 'node', 'n1', 'a=1'],
    exitCode: 0,
  },
  {
    title: 'annotates with hostile values',
    argv: ['annotate', 'node/n1', `a=${hostile.a}`, `b=${hostile.b}`],
    exitCode: 0,
  },
  {
    title: 'does not replace an annotation',
    before: [['annotate', 'node', 'n1', 'a=1']],
    argv: ['annotate', 'node', 'n1', 'a=2'],
    exitCode: 1,
    says: /--overwrite is false/u,
  },
  { title: 'cordons', argv: ['cordon', 'n1'], exitCode: 0 },
  { title: 'cordons a second time', before: [['cordon', 'n1']], argv: ['cordon', 'n1'], exitCode: 0 },
  { title: 'uncordons', before: [['cordon', 'n1']], argv: ['uncordon', 'n1'], exitCode: 0 },
  { title: 'uncordons what is not cordoned', argv: ['uncordon', 'n1'], exitCode: 0 },
  { title: 'cordons a missing node', argv: ['cordon', 'n9'], exitCode: 1, says: /nodes "n9" not found/u },
  {
    title: 'adds to a list by a strategic patch',
    argv: ['patch', 'sa', 'puller', '-p', '{"imagePullSecrets":[{"name":"new"}]}'],
    exitCode: 0,
  },
  {
    title: 'replaces a list by a merge patch',
    argv: ['patch', 'sa/puller', '--type=merge', '-p', '{"imagePullSecrets":[{"name":"new"}]}'],
    exitCode: 0,
  },
  {
    title: 'takes out of a list by a JSON patch',
    argv: ['patch', 'sa', 'puller', '--type', 'json', '--patch', '[{"op":"remove","path":"/imagePullSecrets/0"}]'],
    exitCode: 0,
  },
  { title: 'patches nothing', argv: ['patch', 'sa', 'puller', '-p', 'imagePullSecrets: [{name: old}]'], exitCode: 0 },
  {
    title: 'patches what is not there',
    argv: ['patch', 'sa', 'none', '-p', '{"a":1}'],
    exitCode: 1,
    says: /serviceaccounts "none" not found/u,
  },
  {
    title: 'patches by a JSON patch that does not fit',
    argv: ['patch', 'sa', 'puller', '--type=json', '-p', '[{"op":"remove","path":"/secrets/3"}]'],
    exitCode: 1,
  },
];
