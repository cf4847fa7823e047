import { describe, expect, it } from 'vitest';
import { accountText } from '../../../simulator/cli/text/account-text.ts';
import type { MachineAccount } from '../../../simulator/programs/programs.ts';

const nothing: MachineAccount = {
  packages: [],
  snaps: [],
  files: [],
  services: [],
  dockerd: null,
  containerd: null,
  kernelArguments: null,
  iptables: { forward: 'DROP' },
  dockerLogins: [],
};
const file = (path: string, mode = '0644') => ({ path, mode, owner: 'root', sizeBytes: 1 });

describe('the account of a machine', () => {
  it('names packages, snaps, services with restarts, files with modes, and the arguments of the daemons', () => {
    const text = accountText({
      ...nothing,
      packages: ['docker.io', 'socat'],
      snaps: [
        {
          name: 'kubelet',
          revision: '430',
          version: '1.10.2',
          channel: '1.10/stable',
          isHeld: true,
          settings: { v: '0', 'fail-swap-on': false },
        },
        { name: 'kubectl', revision: 'x1', version: '1.10.2', channel: null, isHeld: false, settings: {} },
      ],
      services: [
        {
          name: 'docker',
          load: 'loaded',
          active: 'active',
          sub: 'running',
          invocationId: 'a',
          restarts: 1,
          problem: null,
        },
        {
          name: 'snap.kubelet.daemon',
          load: 'loaded',
          active: 'failed',
          sub: 'failed',
          invocationId: '',
          restarts: 12,
          problem: 'no CA',
        },
      ],
      files: [file('/root/cdk/kubeconfig', '0600'), file('/etc/default/docker')],
    });
    expect(text).toBe(`Packages   docker.io socat

Snap     Version  Revision  From
kubelet  1.10.2   430       1.10/stable
kubectl  1.10.2   x1        a file

Service              State             Restarts
docker               active (running)         1
snap.kubelet.daemon  failed (failed)         12  no CA

Mode  Owner  File
0600  root   /root/cdk/kubeconfig
0644  root   /etc/default/docker

iptables   FORWARD DROP

kubelet
  --v=0
  --fail-swap-on=false
`);
  });

  it('counts the files of a folder with many', () => {
    const files = Array.from({ length: 9 }, (_, n) => file(`/opt/cni/bin/${n}`, '0755'));
    expect(accountText({ ...nothing, files })).toContain('0755  root   /opt/cni/bin/  (9 files)\n');
  });

  it('leaves out what packages and snaps bring along', () => {
    const files = [file('/usr/bin/dockerd'), file('/etc/systemd/system/snap.kubelet.daemon.service')];
    expect(accountText({ ...nothing, files })).not.toContain('File');
  });
});
