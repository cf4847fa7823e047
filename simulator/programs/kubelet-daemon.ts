import { X509Certificate, createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';
import * as z from 'zod';
import { ClusterUnreachable } from '../contract.ts';
import type { Machine } from '../contract.ts';
import { daemonArgs } from './daemon-args.ts';
import { flagProblem } from './kube-flags.ts';
import { kubeClient } from './kubeconfig.ts';
import type { KubeClient } from './kubeconfig.ts';
import { machineHas, readMachineFile } from './machine-files.ts';
import { runtimeProblem } from './kubelet-runtime.ts';
import { registerNode } from './node.ts';
import { stateOf } from './state.ts';

/**
 * Why kubelet does not run; null when it does, and then its node is registered.
 *
 * Stricter than the real one, which goes on trying when the API refuses it: here it exits, so that it is seen.
 */
export function startKubelet(machine: Machine): string | null {
  const args = daemonArgs(machine, 'kubelet');
  const wrongFlag = flagProblem('kubelet', args, stateOf(machine).snaps['kubelet']?.version);
  if (wrongFlag !== null) return wrongFlag;
  const kubeconfig = args['kubeconfig'];
  if (kubeconfig === undefined) return 'invalid kubeconfig: no --kubeconfig was given';
  const wrongFile = fileProblem(machine, args);
  if (wrongFile !== null) return wrongFile;
  for (const flag of ['address', 'node-ip']) {
    if (args[flag] !== undefined && isIP(args[flag]) === 0)
      return `invalid argument "${args[flag]}" for "--${flag}" flag: failed to parse IP`;
  }
  const runtime = runtimeProblem(machine, args);
  if (runtime !== null) return runtime;
  const client = kubeClient(machine, kubeconfig);
  if ('problem' in client) return `failed to run Kubelet: invalid kubeconfig: ${client.problem}`;
  const nodeName = (args['hostname-override'] ?? machine.hostName).trim().toLowerCase();
  return joinCluster(machine, client.client, nodeName, args);
}

function joinCluster(
  machine: Machine,
  client: KubeClient,
  nodeName: string,
  args: Readonly<Record<string, string>>,
): string | null {
  try {
    const answer = client.request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {});
    const review = reviewSchema.safeParse(answer.body);
    if (!review.success) return `Unable to register node "${nodeName}" with API server: Unauthorized`;
    const { username } = review.data.status.userInfo;
    if (username !== `system:node:${nodeName}`) {
      return `Unable to register node "${nodeName}" with API server: nodes "${nodeName}" is forbidden: the token is of user "${username}"`;
    }
    return registerNode(machine, client, nodeName, args);
  } catch (error) {
    if (error instanceof ClusterUnreachable)
      return `Unable to register node "${nodeName}" with API server: ${error.message}`;
    throw error;
  }
}

function fileProblem(machine: Machine, args: Readonly<Record<string, string>>): string | null {
  for (const flag of [
    'kubeconfig',
    'client-ca-file',
    'tls-cert-file',
    'tls-private-key-file',
    'config',
    'cloud-config',
  ]) {
    const file = args[flag];
    if (file !== undefined && !machineHas(machine, file)) return `--${flag}: open ${file}: no such file or directory`;
  }
  const ca = args['client-ca-file'];
  if (ca !== undefined && parseCertificate(readMachineFile(machine, ca)) === null) {
    return `unable to load client CA file ${ca}: data does not contain any valid RSA or ECDSA certificates`;
  }
  const [certFile, keyFile] = [args['tls-cert-file'], args['tls-private-key-file']];
  if (certFile === undefined && keyFile === undefined) return null;
  if (certFile === undefined || keyFile === undefined)
    return '--tls-cert-file and --tls-private-key-file belong together';
  return pairProblem(readMachineFile(machine, certFile) ?? '', readMachineFile(machine, keyFile) ?? '');
}

function pairProblem(certPem: string, keyPem: string): string | null {
  const certificate = parseCertificate(certPem);
  if (certificate === null) return 'tls: failed to find any PEM data in certificate input';
  try {
    return certificate.checkPrivateKey(createPrivateKey(keyPem)) ? null : 'tls: private key does not match public key';
  } catch {
    return 'tls: failed to find any PEM data in key input';
  }
}

function parseCertificate(pem: string | null): X509Certificate | null {
  try {
    return new X509Certificate(pem ?? '');
  } catch {
    return null;
  }
}

const reviewSchema = z.object({ status: z.object({ userInfo: z.object({ username: z.string() }) }) });
