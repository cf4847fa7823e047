import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { StandInCharm, StandInHook } from '../contract.ts';
import { metadataOf, requires } from './metadata.ts';
import { textOption } from './options.ts';
import { refused, said } from './said.ts';
import { isLeaving, sayToAll } from './say.ts';
import { etcdDatabase } from './schemas.ts';

/**
 * A pod network beside a master or a worker: its files are on the machine, and its principal knows the address range,
 * once the principal has said which of the two it is and etcd is there.
 */
export const flannel: StandInCharm = {
  metadata: metadataOf({
    name: 'flannel',
    isSubordinate: true,
    endpoints: { etcd: requires('etcd'), cni: requires('kubernetes-cni', 'container') },
    resources: ['flannel-amd64.tar.gz', 'flannel-arm64.tar.gz', 'flannel-s390x.tar.gz'],
    options: { cidr: '10.1.0.0/16', iface: '', nagios_context: 'juju', nagios_servicegroups: '' },
  }),
  handle: (hook) => {
    if (isLeaving(hook)) {
      rmSync(onMachine(hook, conflistPath), { force: true });
      return;
    }
    const principals = principalsOf(hook);
    const databases = said(hook, 'etcd', etcdDatabase);
    if (databases.length === 0) {
      if (hook.relations('etcd').length === 0) hook.setStatus('blocked', 'Waiting for etcd relation.');
      else hook.setStatus('waiting', 'Waiting for etcd.');
      return;
    }
    if (principals === 0) {
      hook.setStatus('waiting', 'Waiting for the principal charm to configure CNI.');
      return;
    }
    const cidr = textOption(hook, 'cidr') || '10.1.0.0/16';
    const subnet = subnetOf(cidr, hook.unit);
    installNetwork(hook, cidr, subnet);
    sayToAll(hook, 'cni', { cidr });
    hook.setVersion('0.10.0');
    hook.setStatus('active', `Flannel subnet ${subnet}`);
  },
};

/** How many principals have said what they are. */
function principalsOf(hook: StandInHook): number {
  const principals = said(hook, 'cni', principalSchema);
  for (const { relation, unit, value } of principals) {
    const isComplete = value.is_master === 'True' || value.kubeconfig_path !== undefined;
    if (!isComplete) throw refused({ hook, relation, unit }, 'kubeconfig_path', 'absent', workerKubeconfig);
  }
  return principals.length;
}

function installNetwork(hook: StandInHook, cidr: string, subnet: string): void {
  for (const plugin of ['flannel', 'bridge', 'host-local', 'portmap']) {
    put(onMachine(hook, `/opt/cni/bin/${plugin}`), '#!/bin/sh\nexit 0\n', 0o755);
  }
  put(onMachine(hook, '/run/flannel/subnet.env'), subnetFile(cidr, subnet), 0o644);
  put(onMachine(hook, conflistPath), `${JSON.stringify(conflist, null, 2)}\n`, 0o644);
}

function put(file: string, content: string, mode: number): void {
  const isThere = existsSync(file) && readFileSync(file, 'utf8') === content && (statSync(file).mode & 0o777) === mode;
  if (isThere) return;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  writeFileSync(file, content, { mode });
  chmodSync(file, mode);
}

function onMachine(hook: StandInHook, file: string): string {
  return path.join(hook.machine.root, file);
}

/** flanneld leases one of these to each machine; here the unit's number decides. */
function subnetOf(cidr: string, unit: string): string {
  const [first = '10', second = '1'] = cidr.split('.');
  return `${first}.${second}.${(Number(unit.split('/')[1] ?? 0) % 254) + 1}.1/24`;
}

function subnetFile(cidr: string, subnet: string): string {
  return `FLANNEL_NETWORK=${cidr}\nFLANNEL_SUBNET=${subnet}\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=false\n`;
}

const workerKubeconfig = '/root/cdk/kubeconfig';
const conflistPath = '/etc/cni/net.d/10-flannel.conflist';
const conflist = {
  name: 'CDK-flannel-network',
  cniVersion: '0.3.1',
  plugins: [
    { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
    { type: 'portmap', capabilities: { portMappings: true }, snat: true },
  ],
};

/** The master of 2018 sends an empty path, which Juju does not keep. */
const principalSchema = z.strictObject({
  is_master: z.enum(['True', 'False']).describe('True or False'),
  kubeconfig_path: z.literal(workerKubeconfig).optional().describe(workerKubeconfig),
});
