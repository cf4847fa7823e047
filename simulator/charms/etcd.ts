import type { StandInCharm, StandInHook } from '../contract.ts';
import { askForCertificate } from './certificates.ts';
import { metadataOf, peers, provides, requires } from './metadata.ts';
import { portOption } from './options.ts';
import { nothing, said } from './said.ts';
import { isLeaving, sayToAll } from './say.ts';

/** A database of which only the address is real: it tells clients where it would be, and with what to connect. */
export const etcd: StandInCharm = {
  metadata: metadataOf({
    name: 'etcd',
    endpoints: {
      db: provides('etcd'),
      proxy: provides('etcd-proxy'),
      'nrpe-external-master': provides('nrpe-external-master', 'container'),
      certificates: requires('tls-certificates'),
      cluster: peers('etcd'),
    },
    resources: ['core.snap', 'etcd.snap', 'snapshot.tar.gz'],
    options: {
      channel: 'auto',
      port: 2379,
      management_port: 2380,
      bind_to_all_interfaces: true,
      nagios_context: 'juju',
      nagios_servicegroups: '',
      snapd_refresh: 'max',
    },
  }),
  handle: (hook) => {
    if (isLeaving(hook)) return;
    said(hook, 'db', nothing);
    const certificate = askForCertificate(hook);
    if (certificate === null) {
      waitForAuthority(hook);
      return;
    }
    const port = portOption(hook, 'port', 2379);
    const members = memberAddresses(hook);
    sayToAll(hook, 'db', {
      connection_string: members.map((address) => `https://${address}:${port}`).join(','),
      version: '3.2.10',
      client_ca: certificate.ca,
      client_cert: certificate.certificate,
      client_key: certificate.key,
    });
    hook.openPort(`${port}/tcp`);
    hook.setVersion('3.2.10');
    hook.setStatus('active', `Healthy with ${members.length} known peer${members.length === 1 ? '' : 's'}`);
  },
};

function waitForAuthority(hook: StandInHook): void {
  if (hook.relations('certificates').length === 0)
    hook.setStatus('blocked', 'Missing relation to certificate authority.');
  else hook.setStatus('waiting', 'Waiting for the certificate authority.');
}

/** Of the whole cluster as far as this unit knows it, sorted, so that every unit says the same. */
function memberAddresses(hook: StandInHook): readonly string[] {
  const others = hook
    .relations('cluster')
    .flatMap((relation) => relation.units.map((unit) => relation.get(unit)['private-address'] ?? ''));
  return [...new Set([hook.machine.address, ...others])].filter((address) => address !== '').sort();
}
