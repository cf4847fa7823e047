import { describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../src/host/host.ts';
import type { Machine } from '../../../src/host/host.ts';
import type { MachineFile } from '../../../src/juju/juju.ts';
import { createServices } from '../../../src/worker/services.ts';
import { aRecord } from './a-record.ts';

interface Unit {
  active: string;
  invocationId: string;
  starts: number;
}

/** systemd as far as the services need it: each start has a new InvocationID, and some starts fail. */
function aSystemd(broken: readonly string[] = []) {
  const units: Record<string, Unit> = {};
  const unit = (name: string): Unit => (units[name] ??= { active: 'inactive', invocationId: '', starts: 0 });
  const start = async (name: string): Promise<void> => {
    if (broken.includes(name)) throw new CommandFailed({ argv: ['systemctl', 'restart', name], ...failed });
    const each = unit(name);
    each.starts += 1;
    Object.assign(each, { active: 'active', invocationId: `${name}-${each.starts}` });
  };
  const systemd: Machine['systemd'] = {
    show: async (names) =>
      Object.fromEntries(
        names.map((name) => [
          name,
          { load: 'loaded', active: unit(name).active, sub: '', invocationId: unit(name).invocationId },
        ]),
      ),
    restart: start,
    start,
    stop: async (names) => {
      for (const name of names) unit(name).active = 'inactive';
    },
    reload: async () => undefined,
    enable: async () => undefined,
  };
  return { systemd, unit, start };
}

const failed = {
  exitCode: 1,
  signal: null,
  durationMs: 1,
  timedOut: false,
  isMissing: false,
  stdout: '',
  stderr: 'no',
};

function servicesOf(
  machine: ReturnType<typeof aSystemd>,
  record: MachineFile,
  stored: Readonly<Record<string, string>> = {},
) {
  // Only systemd is asked for by the services.
  return createServices({ machine: { systemd: machine.systemd }, record, stored });
}

describe('services', () => {
  it('restart once for a batch of wishes, docker before kube-proxy before kubelet', async () => {
    const machine = aSystemd();
    const services = servicesOf(machine, aRecord());
    services.want('snap.kubelet.daemon', 'k1', 'arguments');
    services.want('docker', 'd1', 'options');
    services.want('snap.kubelet.daemon', 'k2', 'certificates');
    services.want('snap.kube-proxy.daemon', 'p1', 'arguments');
    const { restarts } = await services.settle();
    expect(restarts).toEqual([
      { service: 'docker', reasons: ['options'] },
      { service: 'snap.kube-proxy.daemon', reasons: ['arguments'] },
      { service: 'snap.kubelet.daemon', reasons: ['arguments', 'certificates'] },
    ]);
    expect(machine.unit('snap.kubelet.daemon').starts).toBe(1);
  });

  it('do not restart again for what they have read, in this hook or a later one', async () => {
    const machine = aSystemd();
    const record = aRecord();
    const first = servicesOf(machine, record);
    first.want('docker', 'd1', 'options');
    await first.settle();
    await first.settle();
    const second = servicesOf(machine, record, first.wanted());
    second.want('docker', 'd1', 'options');
    expect((await second.settle()).restarts).toEqual([]);
    expect(machine.unit('docker').starts).toBe(1);
  });

  it('whose files were mended restart if somebody else had started them meanwhile, and not otherwise', async () => {
    const machine = aSystemd();
    const record = aRecord();
    const first = servicesOf(machine, record);
    first.want('docker', 'd1', 'options');
    await first.settle();
    await first.filesMended('docker');
    expect((await first.settle()).restarts).toHaveLength(1);
    await machine.systemd.restart('docker');
    const second = servicesOf(machine, record, first.wanted());
    await second.filesMended('docker');
    second.want('docker', 'd1', 'options');
    const { restarts } = await second.settle();
    expect(restarts.map(({ service }) => service)).toEqual(['docker']);
    const third = servicesOf(machine, record, second.wanted());
    await third.filesMended('docker');
    expect((await third.settle()).restarts).toEqual([]);
  });

  it('restart in the next hook when one was killed before the restart', async () => {
    const machine = aSystemd();
    const record = aRecord();
    servicesOf(machine, record).want('docker', 'd1', 'options');
    const retry = servicesOf(machine, record);
    retry.want('docker', 'd1', 'options');
    await retry.settle();
    expect(machine.unit('docker').starts).toBe(1);
  });

  it('that are needed at once are restarted there and then, with those before them', async () => {
    const machine = aSystemd();
    const services = servicesOf(machine, aRecord());
    services.want('docker', 'd1', 'options');
    services.want('snap.kubelet.daemon', 'k1', 'arguments');
    expect(await services.up('snap.kubelet.daemon')).toBe(true);
    expect([machine.unit('docker').starts, machine.unit('snap.kubelet.daemon').starts]).toEqual([1, 1]);
    expect((await services.settle()).restarts).toHaveLength(2);
  });

  it('that were found dead are started', async () => {
    const machine = aSystemd();
    const record = aRecord();
    const first = servicesOf(machine, record);
    first.want('docker', 'd1', 'options');
    await first.settle();
    await machine.systemd.stop(['docker']);
    const { restarts, states } = await servicesOf(machine, record, first.wanted()).settle();
    expect(restarts).toEqual([{ service: 'docker', reasons: ['it was found inactive'] }]);
    expect(states['docker']?.active).toBe('active');
  });

  it('that cannot be restarted are reported, tried once a hook, and again in the next', async () => {
    const broken = ['docker'];
    const machine = aSystemd(broken);
    const record = aRecord();
    const first = servicesOf(machine, record);
    first.want('docker', 'd1', 'options');
    expect(await first.up('docker')).toBe(false);
    expect(Object.keys((await first.settle()).failures)).toEqual(['docker']);
    broken.length = 0;
    const second = servicesOf(machine, record, first.wanted());
    expect((await second.settle()).failures).toEqual({});
    expect(machine.unit('docker').starts).toBe(1);
  });

  it('that restarted by themselves when their settings came are not restarted once more', async () => {
    const machine = aSystemd();
    const record = aRecord();
    const first = servicesOf(machine, record);
    first.want('snap.kubelet.daemon', 'k1', 'arguments');
    await first.settle();
    const second = servicesOf(machine, record, first.wanted());
    await second.beforeSettings('snap.kubelet.daemon');
    await machine.start('snap.kubelet.daemon');
    second.want('snap.kubelet.daemon', 'k2', 'arguments');
    expect((await second.settle()).restarts).toEqual([]);
    expect(machine.unit('snap.kubelet.daemon').starts).toBe(2);
    expect((await servicesOf(machine, record, second.wanted()).settle()).restarts).toEqual([]);
  });

  it('that died and came back while their settings were set are restarted all the same', async () => {
    const machine = aSystemd();
    const services = servicesOf(machine, aRecord());
    await machine.start('snap.kubelet.daemon');
    await services.beforeSettings('snap.kubelet.daemon');
    await machine.start('snap.kubelet.daemon');
    services.want('snap.kubelet.daemon', 'k1', 'arguments');
    expect((await services.settle()).restarts).toHaveLength(1);
  });
});
