import { describe, expect, it } from 'vitest';
import { describeMachine } from '../../../simulator/programs/programs.ts';
import { aConfiguredWorker, anAuthority } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';

const kubelet = 'snap.kubelet.daemon';

function service(test: TestMachine, name: string) {
  return describeMachine(test.machine).services.find((each) => each.name === name);
}

describe('kubelet', () => {
  it('is tried again and again while it is not configured, and runs after a restart that finds everything', async () => {
    const test = await aConfiguredWorker();
    expect(service(test, kubelet)).toMatchObject({ active: 'activating', sub: 'auto-restart', restarts: 0 });
    expect((await test.run('systemctl', 'restart', kubelet)).exitCode).toBe(0);
    expect(service(test, kubelet)).toMatchObject({ active: 'active', sub: 'running', restarts: 1, problem: null });
  });

  it('registers its node with its labels and addresses', async () => {
    const test = await aConfiguredWorker();
    await test.run('systemctl', 'restart', kubelet);
    const { stdout } = await test.run('kubectl', 'get', 'nodes', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      items: [
        {
          metadata: {
            name: 'juju-1a2b3c-0',
            labels: {
              'beta.kubernetes.io/os': 'linux',
              'beta.kubernetes.io/arch': 'amd64',
              'kubernetes.io/hostname': 'juju-1a2b3c-0',
            },
          },
          status: { addresses: [{ type: 'InternalIP', address: '10.5.0.3' }, { type: 'Hostname' }] },
        },
      ],
    });
  });

  it.each<[string, (test: TestMachine & { authority: { pem: string } }) => Promise<unknown> | void, RegExp]>([
    ['an unknown flag', ({ run }) => run('snap', 'set', 'kubelet', 'foo=bar'), /unknown flag: --foo/u],
    [
      'a value of the wrong type',
      ({ run }) => run('snap', 'set', 'kubelet', 'port=many'),
      /invalid argument "many" for "--port"/u,
    ],
    [
      'no kubeconfig',
      ({ run }) => run('snap', 'set', 'kubelet', 'kubeconfig=/root/none'),
      /open \/root\/none: no such file/u,
    ],
    ['a stopped docker', ({ run }) => run('systemctl', 'stop', 'docker'), /Cannot connect to the Docker daemon/u],
    [
      'the key of another certificate',
      ({ write }) => write('/root/cdk/server.key', anAuthority().issue('x', []).key),
      /private key does not match/u,
    ],
    [
      'a certificate authority that is none',
      ({ write }) => write('/root/cdk/ca.crt', 'none'),
      /unable to load client CA file/u,
    ],
    [
      'the token of another node',
      ({ run }) => run('snap', 'set', 'kubelet', 'hostname-override=other'),
      /of user "system:node:juju-1a2b3c-0"/u,
    ],
    [
      'an API that is not served',
      ({ cluster }) => cluster.stopServingAt({ host: '10.5.0.2', port: 443 }),
      /was refused/u,
    ],
    [
      'an API with the certificate of a foreign authority',
      ({ cluster }) =>
        cluster.serveAt({ host: '10.5.0.2', port: 443 }, anAuthority('foreign').issue('lb', ['10.5.0.2']).cert),
      /x509: certificate signed by unknown authority/u,
    ],
  ])('does not run with %s', async (_what, spoil, problem) => {
    const test = await aConfiguredWorker();
    await spoil(test);
    await test.run('systemctl', 'restart', kubelet);
    expect(service(test, kubelet)).toMatchObject({ active: 'activating', sub: 'auto-restart' });
    expect(service(test, kubelet)?.problem).toMatch(problem);
  });

  it('comes up by itself some time after what it missed is there', async () => {
    const test = await aConfiguredWorker();
    await test.run('systemctl', 'stop', 'docker');
    await test.run('systemctl', 'restart', kubelet);
    await test.run('systemctl', 'start', 'docker');
    expect((await test.run('systemctl', 'is-active', kubelet)).stdout).toBe('activating\n');
    test.clock.now += 60;
    expect((await test.run('systemctl', 'is-active', kubelet)).stdout).toBe('active\n');
  });

  it('is not restarted by snap set, unless the switch is on', async () => {
    const test = await aConfiguredWorker();
    await test.run('systemctl', 'restart', kubelet);
    await test.run('snap', 'set', 'kubelet', 'v=1');
    expect(service(test, kubelet)?.restarts).toBe(1);
    test.machine.state['snapSetRestarts'] = true;
    await test.run('snap', 'set', 'kubelet', 'v=2');
    expect(service(test, kubelet)?.restarts).toBe(2);
  });
});

describe('kube-proxy', () => {
  const proxy = 'snap.kube-proxy.daemon';

  it('runs when configured', async () => {
    const test = await aConfiguredWorker();
    await test.run('systemctl', 'restart', proxy);
    expect(service(test, proxy)).toMatchObject({ active: 'active', problem: null });
  });

  it('does not run with a cluster CIDR that is none', async () => {
    const test = await aConfiguredWorker();
    await test.run('snap', 'set', 'kube-proxy', 'cluster-cidr=everywhere');
    await test.run('systemctl', 'restart', proxy);
    expect(service(test, proxy)?.problem).toMatch(/must be a valid CIDR block/u);
  });

  it('does not run in a container that does not let it set conntrack limits', async () => {
    const test = await aConfiguredWorker({ isContainer: true });
    await test.run('systemctl', 'restart', proxy);
    expect(service(test, proxy)?.active).toBe('activating');
    await test.run('snap', 'set', 'kube-proxy', 'conntrack-max-per-core=0');
    await test.run('systemctl', 'restart', proxy);
    expect(service(test, proxy)?.active).toBe('active');
  });
});

describe('docker', () => {
  const dropIn = '/etc/systemd/system/docker.service.d/50-x.conf';
  const forward = (test: TestMachine) => describeMachine(test.machine).iptables.forward;

  it('sets the FORWARD policy to DROP when it starts, and a drop-in sets it back after that', async () => {
    const test = await aConfiguredWorker();
    expect(forward(test)).toBe('DROP');
    test.write(dropIn, '[Service]\nExecStartPost=/sbin/iptables -w 300 -P FORWARD ACCEPT\n');
    await test.run('systemctl', 'daemon-reload');
    await test.run('systemctl', 'restart', 'docker');
    expect(forward(test)).toBe('ACCEPT');
    expect(service(test, 'docker')?.restarts).toBe(1);
  });

  it('starts with the drop-ins that systemd read last, and systemd warns', async () => {
    const test = await aConfiguredWorker();
    test.write(dropIn, '[Service]\nExecStartPost=/sbin/iptables -P FORWARD ACCEPT\n');
    const { stderr } = await test.run('systemctl', 'restart', 'docker');
    expect(stderr).toBe("Warning: docker.service changed on disk. Run 'systemctl daemon-reload' to reload units.\n");
    expect(forward(test)).toBe('DROP');
  });

  it.each([
    ['a drop-in without a section', dropIn, 'ExecStartPost=/bin/true\n'],
    ['a drop-in with unbalanced quotes', dropIn, '[Service]\nEnvironment="HTTP_PROXY=x\n'],
    ['an unbalanced quote in its defaults', '/etc/default/docker', 'DOCKER_OPTS="--debug\n'],
    ['an unknown flag in its defaults', '/etc/default/docker', 'DOCKER_OPTS="--foo"\n'],
  ])('does not start with %s', async (_what, file, content) => {
    const test = await aConfiguredWorker();
    test.write(file, content);
    await test.run('systemctl', 'daemon-reload');
    const { exitCode } = await test.run('systemctl', 'restart', 'docker');
    expect(exitCode).toBe(1);
  });

  it('keeps credentials that a registry takes, and refuses bad ones', async () => {
    const test = await aConfiguredWorker();
    const argv = ['docker', 'login', '--username', 'u', '--password-stdin', 'registry.example.com'] as const;
    expect((await test.runWith('bad-one', ...argv)).stderr).toContain('unauthorized');
    expect(await test.runWith('good\n', ...argv)).toMatchObject({ exitCode: 0, stdout: 'Login Succeeded\n' });
    expect(describeMachine(test.machine).dockerLogins).toEqual([{ server: 'registry.example.com', username: 'u' }]);
    expect(JSON.stringify(test.machine.state)).not.toContain('good');
    expect(describeMachine(test.machine).files.find(({ path }) => path === '/root/.docker/config.json')?.mode).toBe(
      '0600',
    );
    await test.run('docker', 'logout', 'registry.example.com');
    expect(describeMachine(test.machine).dockerLogins).toEqual([]);
  });
});
