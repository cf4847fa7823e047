import { describe, expect, it } from 'vitest';
import { describeMachine, makeSnapFile, publishSnap } from '../../../simulator/programs/programs.ts';
import { aMachine } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';

const names = ['kubectl', 'kubelet', 'kube-proxy'];

async function installed(): Promise<TestMachine> {
  const test = await aMachine();
  for (const name of names) await test.run('snap', 'install', '--channel=1.10/stable', '--classic', name);
  return test;
}

const snapsOf = ({ machine }: TestMachine) =>
  Object.fromEntries(describeMachine(machine).snaps.map(({ name, revision, isHeld }) => [name, { revision, isHeld }]));
const restartsOf = ({ machine }: TestMachine) =>
  describeMachine(machine).services.find(({ name }) => name === 'snap.kubelet.daemon')?.restarts;

describe('snap info', () => {
  it('lists the channels with their versions, those that follow a safer one and closed ones, and what is installed', async () => {
    const { stdout } = await (await installed()).run('snap', 'info', 'kubelet');
    const lines = stdout.split('\n').map((line) => line.trimEnd().replaceAll(/ +/gu, ' '));
    expect(lines).toEqual(
      expect.arrayContaining([
        'name: kubelet',
        'tracking: 1.10/stable',
        'channels:',
        ' 1.10/stable: 1.10.2 2018-06-01 (430) 22MB classic',
        ' 1.10/candidate: ^',
        ' 1.10/beta: 1.10.3 2018-06-01 (437) 22MB classic',
        ' 1.10/edge: ^',
        ' 1.13/stable: --',
        ' 1.13/candidate: --',
        'installed: 1.10.2 (430) 22MB classic',
      ]),
    );
  });

  it('tells of several snaps and of files one after the other, and warns of one that nobody has', async () => {
    const test = await aMachine();
    test.write('/r/kubelet.snap', makeSnapFile({ name: 'kubelet', version: '1.10.9' }).toString('latin1'));
    const { exitCode, stdout } = await test.run('snap', 'info', '/r/kubelet.snap', 'nothing', 'kubectl');
    const [file = '', nothing, kubectl = ''] = stdout.split(/^---\n/mu);
    expect(exitCode).toBe(0);
    expect(file).toMatch(/^version: {4}1\.10\.9 classic$/mu);
    expect(nothing).toBe('warning: no snap found for "nothing"\n');
    expect(kubectl).toMatch(/^name: {6}kubectl$/mu);
  });

  it('does not say that the store did not answer', async () => {
    const test = await installed();
    test.machine.faults.push({ program: 'snap', kind: 'offline', times: -1 });
    const { exitCode, stdout } = await test.run('snap', 'info', 'kubelet');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('installed:');
    expect(stdout).not.toContain('channels:');
    await test.run('snap', 'remove', 'kubelet');
    expect(await (await aMachine()).run('snap', 'info', 'nothing')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'error: no snap found for "nothing"\n',
    });
  });
});

describe('a general refresh', () => {
  it('moves what is not held to what its channel has, starts its daemon anew, and leaves the rest', async () => {
    const test = await installed();
    expect((await test.run('snap', 'refresh')).stderr).toBe('All snaps up to date.\n');
    for (const name of names) publishSnap(test.machine, name, '1.10/stable', { version: '1.10.4', revision: '900' });
    expect(await test.run('snap', 'refresh', '--hold', 'kubectl', 'kube-proxy')).toMatchObject({
      exitCode: 0,
      stdout: 'General refreshes of "kubectl", "kube-proxy" held indefinitely\n',
    });
    expect((await test.run('snap', 'refresh')).stdout).toBe("kubelet 1.10.4 from 'canonical' refreshed\n");
    expect(snapsOf(test)).toEqual({
      kubectl: { revision: '438', isHeld: true },
      'kube-proxy': { revision: '421', isHeld: true },
      kubelet: { revision: '900', isHeld: false },
    });
    expect(restartsOf(test)).toBe(1);
    expect((await test.run('snap', 'list')).stdout).toMatch(/^kubectl .* classic,held$/mu);
  });

  it('is not what moves a held snap that is named', async () => {
    const test = await installed();
    await test.run('snap', 'refresh', '--hold', 'kubelet');
    await test.run('snap', 'refresh', '--channel=1.10/edge', '--classic', 'kubelet');
    expect(snapsOf(test)['kubelet']).toEqual({ revision: '437', isHeld: true });
    await test.run('snap', 'refresh', '--unhold', 'kubelet');
    expect(snapsOf(test)['kubelet']).toEqual({ revision: '437', isHeld: false });
  });

  it('cannot be held by a snapd before 2.58', async () => {
    const test = await installed();
    test.machine.state['snapdVersion'] = '2.57.6';
    expect(await test.run('snap', 'refresh', '--hold', 'kubelet')).toMatchObject({
      exitCode: 64,
      stderr: "error: unknown flag `hold'\n",
    });
    expect((await test.run('snap', 'version')).stdout).toMatch(/^snapd +2\.57\.6$/mu);
  });
});
