/** Machines and certificates for the tests of the simulator's programs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import forge from 'node-forge';
import { onTestFinished } from 'vitest';
import { createCluster } from '../../../simulator/cluster/cluster.ts';
import type { Answer, Cluster, Fault, Machine } from '../../../simulator/contract.ts';
import { writeMachineFile } from '../../../simulator/programs/machine-files.ts';
import { prepareMachine, programs } from '../../../simulator/programs/programs.ts';

export interface TestMachine {
  readonly machine: Machine;
  readonly cluster: Cluster;
  readonly clock: { now: number };
  readonly run: (program: string, ...argv: readonly string[]) => Promise<Answer>;
  readonly runWith: (stdin: string, program: string, ...argv: readonly string[]) => Promise<Answer>;
  readonly write: (file: string, content: string, mode?: number) => void;
}

/** A fresh machine in a temporary folder, which goes with the test. */
export async function aMachine(given: Partial<Machine> = {}): Promise<TestMachine> {
  const root = mkdtempSync(path.join(tmpdir(), 'kubernetes-worker-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const clock = { now: 1_525_000_000 };
  const cluster = createCluster(null, () => clock.now);
  const faults: Fault[] = [];
  const machine: Machine = {
    id: '0',
    hostName: 'juju-1a2b3c-0',
    series: 'xenial',
    architecture: 'amd64',
    isContainer: false,
    address: '10.5.0.3',
    root,
    state: {},
    faults,
    world: { cluster, now: () => clock.now },
    ...given,
  };
  await prepareMachine(machine);
  const runWith = async (stdin: string, program: string, ...argv: readonly string[]): Promise<Answer> => {
    const found = programs[program];
    if (found === undefined) throw new Error(`no program ${program}`);
    return found({ machine, program, argv, cwd: root, stdin: async () => stdin });
  };
  return {
    machine,
    cluster,
    clock,
    runWith,
    run: (program, ...argv) => runWith('', program, ...argv),
    write: (file, content, mode) => writeMachineFile(machine, file, content, mode),
  };
}

export interface Authority {
  readonly pem: string;
  readonly issue: (name: string, addresses: readonly string[]) => { readonly cert: string; readonly key: string };
}

/** A certificate authority with small keys; the same one for the same name. */
export function anAuthority(name = 'test-ca'): Authority {
  const made = authorities.get(name) ?? newAuthority(name);
  authorities.set(name, made);
  return made;
}

const authorities = new Map<string, Authority>();

function newAuthority(name: string): Authority {
  const keys = forge.pki.rsa.generateKeyPair(1024);
  const subject = [{ name: 'commonName', value: name }];
  const issued = new Map<string, { readonly cert: string; readonly key: string }>();
  const certificate = (publicKey: forge.pki.PublicKey, common: string, extensions: readonly object[]) => {
    const cert = forge.pki.createCertificate();
    cert.publicKey = publicKey;
    cert.serialNumber = `01${Math.floor(Math.random() * 1e8)}`;
    cert.validity.notAfter.setFullYear(cert.validity.notBefore.getFullYear() + 1);
    cert.setSubject([{ name: 'commonName', value: common }]);
    cert.setIssuer(subject);
    cert.setExtensions([...extensions]);
    cert.sign(keys.privateKey, forge.md.sha256.create());
    return forge.pki.certificateToPem(cert);
  };
  return {
    pem: certificate(keys.publicKey, name, [{ name: 'basicConstraints', cA: true }]),
    issue: (common, addresses) => {
      const known = issued.get(`${common} ${addresses.join()}`);
      if (known !== undefined) return known;
      const pair = forge.pki.rsa.generateKeyPair(1024);
      const altNames = addresses.map((address) =>
        /^[\d.]+$/u.test(address) ? { type: 7, ip: address } : { type: 2, value: address },
      );
      const extensions = altNames.length === 0 ? [] : [{ name: 'subjectAltName', altNames }];
      const made = {
        cert: certificate(pair.publicKey, common, extensions),
        key: forge.pki.privateKeyToPem(pair.privateKey),
      };
      issued.set(`${common} ${addresses.join()}`, made);
      return made;
    },
  };
}

/** The text of a kubeconfig. */
export function aKubeconfig(facts: {
  readonly server: string;
  readonly caPem: string;
  readonly token: string;
}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'c',
        cluster: { server: facts.server, 'certificate-authority-data': Buffer.from(facts.caPem).toString('base64') },
      },
    ],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
    users: [{ name: 'u', user: { token: facts.token } }],
  });
}

/** A machine on which everything is as a charm would leave it just before it starts kubelet and kube-proxy. */
export async function aConfiguredWorker(
  given: Partial<Machine> = {},
): Promise<TestMachine & { readonly authority: Authority }> {
  const test = await aMachine(given);
  const { run, write, cluster, machine } = test;
  const authority = anAuthority();
  const node = machine.hostName.toLowerCase();
  cluster.serveAt({ host: '10.5.0.2', port: 443 }, authority.issue('lb', ['10.5.0.2']).cert);
  cluster.grantToken('kubelet-token', `system:node:${node}`, ['system:nodes']);
  cluster.grantToken('proxy-token', 'system:kube-proxy', []);
  cluster.grantToken('admin-token', 'admin', ['system:masters']);
  const server = 'https://10.5.0.2:443';
  const own = authority.issue(node, [machine.address]);
  write('/root/cdk/ca.crt', authority.pem);
  write('/root/cdk/server.crt', own.cert);
  write('/root/cdk/server.key', own.key, 0o600);
  write('/root/cdk/kubeconfig', aKubeconfig({ server, caPem: authority.pem, token: 'kubelet-token' }), 0o600);
  write('/root/cdk/kubeproxyconfig', aKubeconfig({ server, caPem: authority.pem, token: 'proxy-token' }), 0o600);
  write('/root/.kube/config', aKubeconfig({ server, caPem: authority.pem, token: 'admin-token' }), 0o600);
  await run('apt-get', 'update');
  await run('apt-get', '--assume-yes', 'install', 'docker.io');
  for (const name of ['kubectl', 'kubelet', 'kube-proxy'])
    await run('snap', 'install', '--channel=1.10/stable', '--classic', name);
  await run('snap', 'set', 'kubelet', ...kubeletSettings(node));
  await run(
    'snap',
    'set',
    'kube-proxy',
    'cluster-cidr=10.1.0.0/16',
    'kubeconfig=/root/cdk/kubeproxyconfig',
    `master=${server}`,
    `hostname-override=${node}`,
    'logtostderr=true',
    'v=0',
  );
  return { ...test, authority };
}

/** What the charm of 2018 set, and the node's name. */
export function kubeletSettings(node: string): readonly string[] {
  return [
    'require-kubeconfig=true',
    'kubeconfig=/root/cdk/kubeconfig',
    'network-plugin=cni',
    'v=0',
    'address=0.0.0.0',
    'port=10250',
    'cluster-domain=cluster.local',
    'anonymous-auth=false',
    'client-ca-file=/root/cdk/ca.crt',
    'tls-cert-file=/root/cdk/server.crt',
    'tls-private-key-file=/root/cdk/server.key',
    'logtostderr=true',
    'fail-swap-on=false',
    'node-ip=10.5.0.3',
    'cluster-dns=10.152.183.10',
    'allow-privileged=false',
    `hostname-override=${node}`,
  ];
}
