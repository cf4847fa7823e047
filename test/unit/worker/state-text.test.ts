import { describe, expect, it } from 'vitest';
import { sortedDeep, yamlText } from '../../../simulator/cli/text/yaml-text.ts';
import type { HandlerStanding } from '../../../src/engine/engine.ts';
import type { UnitStanding } from '../../../src/worker/look.ts';
import { nextSteps, stateText } from '../../../src/worker/state-text.ts';
import { aRecord } from './a-record.ts';

const installed: HandlerStanding = {
  name: 'install-snaps',
  mark: { outcome: 'done', inputs: { 'config.channel': 'f' } },
  applies: true,
  when: 'always',
  cause: null,
  pending: [],
};
const label: HandlerStanding = {
  ...installed,
  name: 'label-node',
  mark: {
    outcome: 'blocked',
    inputs: { 'config.labels': 'f' },
    said: { text: 'labels: "x" is no label;\taccepted: k=v ', hint: 'juju config labels', about: 'option' },
  },
  cause: { kind: 'not-done', outcome: 'blocked' },
  pending: ['config.labels'],
};
const ingress: HandlerStanding = {
  ...installed,
  name: 'deploy-ingress',
  mark: null,
  applies: false,
  when: 'all(kubelet.configured)',
  pending: ['config.ingress'],
};
const kubelet: HandlerStanding = {
  ...installed,
  name: 'configure-kubelet',
  cause: { kind: 'inputs-changed', inputs: ['config.kubelet-extra-args'] },
  pending: ['config.kubelet-extra-args'],
};
const running = { load: 'loaded', active: 'active', sub: 'running', invocationId: 'a' };

const unit: UnitStanding = {
  unit: 'kubernetes-worker/0',
  status: { status: 'blocked', message: 'labels: "x" is no label' },
  rows: [
    { status: 'blocked', text: 'labels: "x" is no label', hint: 'juju config kubernetes-worker labels=k=v' },
    { status: 'waiting', text: 'Waiting for cluster DNS.' },
  ],
  flags: ['packages.installed', 'snaps.installed'],
  handlers: [installed, kubelet, label, ingress],
  services: [
    { name: 'docker', isDue: false, state: running },
    { name: 'snap.kubelet.daemon', isDue: true, state: { ...running, active: 'failed', sub: 'failed' } },
  ],
  record: aRecord({
    node: 'juju-1',
    paused: true,
    podsLeft: ['default/web'],
    runtime: { kind: 'apt', packages: ['docker.io'] },
    held: ['docker.io'],
    snaps: { kubelet: { source: '1.10/stable' } },
  }).now(),
  publication: { relations: { 'cni:3': {} }, ports: ['80/tcp', '443/tcp'], closing: [], version: '1.10.2' },
  unconfirmed: true,
};

const shown = `kubernetes-worker/0 is blocked: labels: "x" is no label

NEXT
  labels: "x" is no label
    do: juju config kubernetes-worker labels=k=v
  wait: Waiting for cluster DNS.
  the next hook runs configure-kubelet
  the next hook restarts snap.kubelet.daemon

HANDLERS, in their order
  install-snaps      done
  configure-kubelet  done; not yet dealt with: config.kubelet-extra-args; due in the next hook
  label-node         blocked: labels: "x" is no label; accepted: k=v ; not yet dealt with: config.labels
  deploy-ingress     never ran; runs while all(kubelet.configured)

SERVICES
  docker               active (running)
  snap.kubelet.daemon  failed (failed); a restart is due: it has not read its configuration

MACHINE
  node          juju-1
  paused        yes, by an operator
  cordoned      by an operator
  pods left     default/web
  runtime       apt docker.io
  snap kubelet  1.10/stable
  held          docker.io
  labels        none
  manifests     none

TOLD TO JUJU
  ports         80/tcp 443/tcp
  relations     cni:3
  version       1.10.2
  kept by Juju  the next hook looks

FLAGS
  packages.installed
  snaps.installed`;

describe('the state of a unit, for people', () => {
  it('says what to do first, then what each part does, then what is known', () => {
    expect(stateText(unit)).toBe(shown);
  });

  it('is shown by Juju line by line, whatever programs and remotes have said', () => {
    const lines = yamlText(sortedDeep({ text: stateText(unit) })).split('\n');
    expect(lines[0]).toBe('text: |-');
    expect(lines.slice(1).join('\n')).toContain('\n  NEXT\n    labels: "x" is no label\n      do: juju config');
  });

  it('says that there is nothing to do where all is done, and where the unit is being removed', () => {
    const idle = { ...unit, rows: [], handlers: [installed], services: [] };
    expect(nextSteps(idle)).toEqual(['nothing: all is done']);
    const leaving = { ...unit, record: { ...unit.record, leaving: true } };
    expect(nextSteps(leaving)).toEqual(['nothing: the unit is being removed']);
  });
});
