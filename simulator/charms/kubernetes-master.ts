import * as z from 'zod';
import type { StandInCharm, StandInHook } from '../contract.ts';
import { askForCertificate } from './certificates.ts';
import type { CertificateMaterial } from './certificates.ts';
import { announceDns, grantAdministrator, grantCredentials, serviceAddress } from './kube-control.ts';
import { masterMetadata } from './kubernetes-master-metadata.ts';
import { textOption, wordsOption } from './options.ts';
import { nothing, said } from './said.ts';
import { isLeaving, sayToAll } from './say.ts';
import { etcdDatabase } from './schemas.ts';
import { serveApi, stopServingApi } from './serving.ts';

/**
 * An API server: the model's cluster answers at its address, and nodes get credentials and DNS.
 *
 * It waits for etcd when it is related to one. Its objects are kept with the model, so that a small model without etcd
 * has an API too; the status says that etcd is missing.
 */
export const kubernetesMaster: StandInCharm = {
  metadata: masterMetadata,
  handle: (hook) => {
    if (isLeaving(hook)) {
      stopServingApi(hook);
      return;
    }
    said(hook, 'kube-api-endpoint', nothing);
    said(hook, 'loadbalancer', loadBalancerSchema);
    said(hook, 'cni', networkSchema);
    sayToAll(hook, 'cni', { is_master: 'True' });
    grantCredentials(hook);
    const certificate = askForCertificate(hook, serverNames(hook));
    const isStored = hook.relations('etcd').length === 0 || said(hook, 'etcd', etcdDatabase).length > 0;
    if (certificate !== null && isStored) serve(hook, certificate);
    setStatus(hook, certificate !== null, isStored);
  },
};

function serve(hook: StandInHook, certificate: CertificateMaterial): void {
  const { address } = hook.machine;
  serveApi(hook, apiPort, certificate);
  if (hook.isLeader) grantAdministrator(hook);
  hook.openPort(`${apiPort}/tcp`);
  const version = versionOf(textOption(hook, 'channel'));
  hook.setVersion(version);
  hook.machine.world.cluster.setVersion(version);
  sayToAll(hook, 'kube-api-endpoint', { hostname: address, 'private-address': address, port: String(apiPort) });
  announceDns(hook);
}

function serverNames(hook: StandInHook): readonly string[] {
  const domain = textOption(hook, 'dns_domain') || 'cluster.local';
  const service = ['kubernetes', `kubernetes.${domain}`, 'kubernetes.default', 'kubernetes.default.svc'];
  return [serviceAddress(hook, 1), ...service, `kubernetes.default.svc.${domain}`, ...wordsOption(hook, 'extra_sans')];
}

function versionOf(channel: string): string {
  const minor = /^(\d+\.\d+)(?:\/|$)/u.exec(channel)?.[1] ?? '1.10';
  return minor === '1.10' ? '1.10.2' : `${minor}.0`;
}

function setStatus(hook: StandInHook, hasCertificate: boolean, isStored: boolean): void {
  if (hook.relations('certificates').length === 0)
    hook.setStatus('blocked', 'Missing relation to certificate authority.');
  else if (hook.relations('etcd').length === 0) hook.setStatus('blocked', 'Missing relation to etcd.');
  else if (!hasCertificate) hook.setStatus('waiting', 'Waiting for the certificate authority.');
  else if (!isStored) hook.setStatus('waiting', 'Waiting for etcd.');
  else hook.setStatus('active', 'Kubernetes master running.');
}

const apiPort = 6443;
const loadBalancerSchema = z.strictObject({
  'public-address': z.string().min(1).describe('a host name or an IP address'),
  port: z.string().regex(/^\d+$/u).describe('a port number'),
});
const networkSchema = z.strictObject({
  cidr: z
    .string()
    .regex(/^[0-9a-f.:]+\/\d{1,3}(?:,[0-9a-f.:]+\/\d{1,3})*$/u)
    .describe('address ranges such as 10.1.0.0/16, separated by commas'),
});
