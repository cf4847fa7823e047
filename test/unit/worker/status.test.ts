import { describe, expect, it } from 'vitest';
import { blocked, waiting } from '../../../src/engine/engine.ts';
import { unitStatus } from '../../../src/worker/status.ts';
import type { StatusFacts } from '../../../src/worker/status.ts';

const related = (app: string) => ({ ids: [`${app}:1`], apps: [app], units: [`${app}/0`] });
const unrelated = { ids: [], apps: [], units: [] };
const good = { value: {}, problem: null };
const absent = { value: null, problem: null };
const state = (active: string) => ({ load: 'loaded', active, sub: active, invocationId: 'a' });

const running: StatusFacts = {
  app: 'kubernetes-worker',
  isPaused: false,
  podsLeft: [],
  outcomes: [],
  relations: {
    'kube-control': related('kubernetes-master'),
    certificates: related('easyrsa'),
    'kube-api-endpoint': related('kubeapi-load-balancer'),
    cni: related('flannel'),
  },
  received: { dns: good, credentials: good, certificates: good, servers: good, cidr: good, sdn: absent },
  isInstalled: true,
  isConfigured: true,
  services: {
    states: {
      docker: state('active'),
      'snap.kubelet.daemon': state('active'),
      'snap.kube-proxy.daemon': state('active'),
    },
    failures: {},
    restarts: [],
  },
  gpu: null,
};

const about = (what: string) => ({ about: what });
const option = blocked('labels: bad; accepted: k=v', 'juju config labels', about('option'));
const resource = blocked('Missing cni resource. (cni-amd64)', 'juju attach-resource', about('resource'));
const upgrade = blocked('Needs manual upgrade, run the upgrade action', 'a hint', about('upgrade'));
const command = blocked('Installing docker.io: E: broken', 'tried again', about('command'));

describe('the status of a unit', () => {
  const rows: [string, Partial<StatusFacts>, string, string][] = [
    ['is active when nothing is amiss', {}, 'active', 'Kubernetes worker running.'],
    [
      'tells the versions of driver and CUDA where pods can use a GPU, behind the text of old',
      { gpu: { driver: '535.104.05', cuda: '12.2' } },
      'active',
      'Kubernetes worker running. NVIDIA driver 535.104.05, CUDA 12.2.',
    ],
    [
      'tells the driver alone where CUDA has no version',
      { gpu: { driver: '535.104.05', cuda: null } },
      'active',
      'Kubernetes worker running. NVIDIA driver 535.104.05.',
    ],
    ['says that the unit is paused', { isPaused: true }, 'waiting', 'Kubernetes unit paused'],
    [
      'names the pods that a pause has left',
      { isPaused: true, podsLeft: ['default/web-1 (budget web)', 'default/web-2 (budget web)'] },
      'waiting',
      'Kubernetes unit paused; 2 pods left on the node: default/web-1 (budget web), default/web-2 (budget web)',
    ],
    ['names no pods when nothing is paused', { podsLeft: ['default/a'] }, 'active', 'Kubernetes worker running.'],
    [
      'says that the unit is paused before what blocks it',
      { isPaused: true, outcomes: [option] },
      'waiting',
      'Kubernetes unit paused; labels: bad; accepted: k=v',
    ],
    [
      'does not tell of a GPU when something is amiss',
      { gpu: { driver: '535.104.05', cuda: '12.2' }, outcomes: [option] },
      'blocked',
      'labels: bad; accepted: k=v',
    ],
    ['names an option that does not parse', { outcomes: [option] }, 'blocked', 'labels: bad; accepted: k=v'],
    [
      'names a missing relation by the command to type',
      { relations: { ...running.relations, 'kube-control': unrelated } },
      'blocked',
      'Relate kubernetes-worker:kube-control kubernetes-master:kube-control',
    ],
    [
      'puts options before relations before resources before upgrades before programs',
      {
        outcomes: [command, upgrade, resource, option],
        relations: { ...running.relations, cni: unrelated },
      },
      'blocked',
      [
        'labels: bad; accepted: k=v',
        'Relate kubernetes-worker:cni flannel:cni',
        'Missing cni resource. (cni-amd64)',
        'Needs manual upgrade, run the upgrade action',
        'Installing docker.io: E: broken',
      ].join('; '),
    ],
    [
      'says what a related application has not sent',
      { received: { ...running.received, certificates: absent } },
      'waiting',
      'Waiting for certificates from easyrsa',
    ],
    [
      'keeps the text for missing DNS',
      { received: { ...running.received, dns: absent } },
      'waiting',
      'Waiting for cluster DNS.',
    ],
    [
      'says what is wrong with what a remote sent, also while an older value serves',
      { received: { ...running.received, cidr: { value: '10.1.0.0/16', problem: 'flannel/0 on cni: cidr: no CIDR' } } },
      'waiting',
      'flannel/0 on cni: cidr: no CIDR',
    ],
    [
      'says what a handler waits for on this machine',
      { outcomes: [waiting('Waiting for the network (Installing docker.io: x)', about('command'))] },
      'waiting',
      'Waiting for the network (Installing docker.io: x)',
    ],
    [
      'does not repeat what a handler lacks from a remote',
      { outcomes: [waiting('certificates', about('input'))] },
      'active',
      'Kubernetes worker running.',
    ],
    [
      'names the services that do not run, in the order of old',
      { services: { ...running.services, states: { docker: state('active') } } },
      'waiting',
      'Waiting for kubelet,kube-proxy to start.',
    ],
    [
      'says when the container runtime is down',
      { services: { ...running.services, states: { ...running.services.states, docker: state('failed') } } },
      'waiting',
      'Container runtime not available.',
    ],
    [
      'says when containerd is down, where kubelet needs it',
      { services: { ...running.services, states: { ...running.services.states, containerd: state('failed') } } },
      'waiting',
      'Container runtime not available.',
    ],
    [
      'says when the container runtime could not be restarted',
      { services: { ...running.services, failures: { docker: 'exit code 1' } } },
      'waiting',
      'Container runtime not available.',
    ],
    [
      'appends what is waited for to what blocks',
      { outcomes: [option], received: { ...running.received, credentials: absent } },
      'blocked',
      'labels: bad; accepted: k=v; Waiting for credentials from kubernetes-master',
    ],
  ];

  it.each(rows)('%s', (_title, change, status, message) => {
    expect(unitStatus({ ...running, ...change })).toEqual({ status, message });
  });
});
