import type { StandInCharm, StandInHook } from '../contract.ts';
import { askForCertificate } from './certificates.ts';
import { metadataOf, provides, requires } from './metadata.ts';
import { portOption, wordsOption } from './options.ts';
import { nothing, said } from './said.ts';
import { isLeaving, sayToAll } from './say.ts';
import { httpEndpoint } from './schemas.ts';
import { serveApi, stopServingApi } from './serving.ts';

/**
 * The front of the API servers: the API answers at its address with its own certificate while an API server serves.
 *
 * It tells clients its address when it serves for the first time, and never takes it back. The charm of 2018 tells at
 * once; until then its clients get `502`, and nothing tells them when that has passed.
 */
export const kubeapiLoadBalancer: StandInCharm = {
  metadata: metadataOf({
    name: 'kubeapi-load-balancer',
    endpoints: {
      website: provides('http'),
      loadbalancer: provides('public-address'),
      // Of later bundles, whose requests nothing answers here.
      'lb-consumers': provides('loadbalancer'),
      'nrpe-external-master': provides('nrpe-external-master', 'container'),
      apiserver: requires('http'),
      certificates: requires('tls-certificates'),
    },
    options: {
      port: 443,
      extra_sans: '',
      proxy_read_timeout: 600,
      nagios_context: 'juju',
      nagios_servicegroups: '',
      'loadbalancer-ips': '',
    },
  }),
  handle: (hook) => {
    if (isLeaving(hook)) {
      stopServingApi(hook);
      return;
    }
    said(hook, 'website', nothing);
    said(hook, 'loadbalancer', nothing);
    const { address } = hook.machine;
    const port = portOption(hook, 'port', 443);
    const certificate = askForCertificate(hook, wordsOption(hook, 'extra_sans'));
    const servers = said(hook, 'apiserver', httpEndpoint);
    hook.openPort(`${port}/tcp`);
    hook.setVersion('1.10.3');
    sayToAll(hook, 'loadbalancer', { 'public-address': address, port: String(port) });
    if (certificate !== null && servers.length > 0) {
      serveApi(hook, port, certificate);
      sayToAll(hook, 'website', { hostname: address, 'private-address': address, port: String(port) });
    } else {
      stopServingApi(hook);
    }
    setStatus(hook, certificate !== null, servers.length > 0);
  },
};

function setStatus(hook: StandInHook, hasCertificate: boolean, hasServer: boolean): void {
  if (hook.relations('certificates').length === 0)
    hook.setStatus('blocked', 'Missing relation to certificate authority.');
  else if (hook.relations('apiserver').length === 0)
    hook.setStatus('blocked', 'Missing relation to kubernetes-master.');
  else if (!hasCertificate) hook.setStatus('waiting', 'Waiting for the certificate authority.');
  else if (!hasServer) hook.setStatus('waiting', 'Waiting for an API server.');
  else hook.setStatus('active', 'Loadbalancer ready.');
}
