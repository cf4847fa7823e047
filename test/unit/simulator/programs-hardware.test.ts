import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Hardware } from '../../../simulator/contract.ts';
import { describeMachine, giveHardware, prepareMachine, rebootPrograms } from '../../../simulator/programs/programs.ts';
import { installDriver } from '../../../simulator/programs/nvidia-driver.ts';
import { openSimulation } from '../../../simulator/simulation.ts';
import { aMachine } from './a-machine.ts';

const devices = 'sys/bus/pci/devices';

describe('the PCI bus', () => {
  it.each<[string, Hardware, readonly string[]]>([
    ['nothing', {}, ['8086 060000']],
    ['two GPUs', { gpus: 2 }, ['8086 060000', '10de 030200', '10de 030200']],
    ['NVIDIA devices that are no GPU', { nics: 1, audio: 1 }, ['8086 060000', '10de 040300', '10de 020000']],
    ['a GPU of AMD', { amd: 1 }, ['8086 060000', '1002 030200']],
    ['no bus', { bus: false, gpus: 1 }, []],
  ])('shows %s', async (_what, hardware, expected) => {
    const { machine } = await aMachine();
    giveHardware(machine, hardware);
    const folder = path.join(machine.root, devices);
    const read = (address: string, name: string) =>
      readFileSync(path.join(folder, address, name), 'utf8').replace(/^0x(.*)\n$/u, '$1');
    const found = existsSync(folder) ? readdirSync(folder).sort() : [];
    expect(found.map((address) => `${read(address, 'vendor')} ${read(address, 'class')}`)).toEqual(expected);
  });

  it('is the same in a container, also what is plugged in later', async () => {
    const host = await aMachine();
    const { machine } = await aMachine({ id: '0/lxd/0', isContainer: true, host: host.machine });
    giveHardware(host.machine, { gpus: 1, driver: '535.104.05' });
    expect(readdirSync(path.join(machine.root, devices))).toHaveLength(2);
    expect(existsSync(path.join(machine.root, 'proc/driver/nvidia/version'))).toBe(true);
    await prepareMachine(machine);
    expect(describeMachine(machine).files).toEqual([]);
  });
});

describe('a simulation', () => {
  it('gives hardware to machines, keeps it, and refuses it to containers', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kubernetes-worker-hardware-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const first = await openSimulation({ folder, charmFolder: folder });
    first.addMachine();
    first.addMachine({ container: { parent: '0' } });
    await prepareMachine(first.machine('0/lxd/0'));
    first.setHardware('0', { gpus: 1, driver: '535.104.05' });
    expect(() => first.setHardware('0/lxd/0', { gpus: 1 })).toThrow('it has the hardware of machine 0');
    await first.save();
    await first.close();
    const again = await openSimulation({ folder, charmFolder: folder });
    onTestFinished(() => again.close());
    expect(readdirSync(path.join(again.machine('0/lxd/0').root, devices))).toEqual(['0000:00:00.0', '0000:3b:00.0']);
    again.setHardware('0', { nics: 1 });
    expect(readdirSync(path.join(again.machine('0').root, devices))).toHaveLength(3);
    expect(existsSync(path.join(again.machine('0').root, 'proc/driver/nvidia/version'))).toBe(true);
  });
});

describe("NVIDIA's driver", () => {
  it('says its version to the kernel and to nvidia-smi', async () => {
    const { machine, run } = await aMachine({ series: 'jammy' });
    giveHardware(machine, { gpus: 2, driver: '535.104.05' });
    expect(readFileSync(path.join(machine.root, 'proc/driver/nvidia/version'), 'utf8')).toMatch(
      /^NVRM version: NVIDIA UNIX x86_64 Kernel Module {2}535\.104\.05 {2}/u,
    );
    const { exitCode, stdout } = await run('nvidia-smi');
    expect(exitCode).toBe(0);
    expect(existsSync(path.join(machine.root, 'usr/bin/nvidia-smi'))).toBe(true);
    expect(stdout).toContain('Driver Version: 535.104.05   CUDA Version: 12.2');
    expect(
      new Set(
        stdout
          .split('\n')
          .filter((line) => /^[|+]/u.test(line))
          .map((line) => line.length),
      ),
    ).toEqual(new Set([89]));
    expect(await run('nvidia-smi', '--query-gpu=driver_version', '--format=csv,noheader')).toMatchObject({
      stdout: '535.104.05\n535.104.05\n',
    });
  });

  it.each<[string, Hardware, number, string]>([
    ['is not installed', { gpus: 1 }, 127, 'command not found'],
    ['has no card', { driver: '535.104.05' }, 9, "couldn't communicate with the NVIDIA driver"],
    [
      'is another than the libraries',
      { gpus: 1, driver: '535.104.05', libraries: '550.54.14' },
      18,
      'Driver/library version mismatch',
    ],
  ])('makes nvidia-smi fail when it %s', async (_what, hardware, exitCode, words) => {
    const { machine, run } = await aMachine();
    giveHardware(machine, hardware);
    const answer = await run('nvidia-smi');
    expect(answer.exitCode).toBe(exitCode);
    expect(answer.stdout + answer.stderr).toContain(words);
  });

  it.each([
    ['yes', true, true, ''],
    ['reboot', false, true, 'Device or resource busy'],
    ['no', false, false, 'Key was rejected by service'],
  ] as const)('is loaded when it is installed, later or never: %s', async (driverLoads, atOnce, afterBoot, words) => {
    const { machine, run } = await aMachine();
    giveHardware(machine, { gpus: 1, driverLoads });
    installDriver(machine, { module: '535.104.05', libraries: '535.104.05' });
    const isLoaded = async () => (await run('nvidia-smi')).exitCode === 0;
    expect(await isLoaded()).toBe(atOnce);
    expect((await run('modprobe', 'nvidia')).stderr).toContain(words);
    rebootPrograms(machine);
    expect(await isLoaded()).toBe(afterBoot);
  });
});
