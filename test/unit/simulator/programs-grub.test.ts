import { describe, expect, it } from 'vitest';
import { readMachineFile } from '../../../simulator/programs/machine-files.ts';
import { rebootPrograms } from '../../../simulator/programs/programs.ts';
import { aMachine } from './a-machine.ts';

const cmdline = ({ machine }: Awaited<ReturnType<typeof aMachine>>) =>
  readMachineFile(machine, '/proc/cmdline')
    ?.replace(/^\S+ \S+ ro /u, '')
    .trim();

describe('update-grub', () => {
  it('changes what the kernel is started with, from the next start of the machine on', async () => {
    const test = await aMachine({ series: 'focal' });
    expect(cmdline(test)).toBe('console=tty1 console=ttyS0');
    test.write('/etc/default/grub', 'GRUB_CMDLINE_LINUX="cgroup_enable=memory swapaccount=1"\n');
    expect((await test.run('update-grub')).stderr).toContain(
      "Sourcing file `/etc/default/grub.d/50-cloudimg-settings.cfg'\n",
    );
    expect(cmdline(test)).toBe('console=tty1 console=ttyS0');
    rebootPrograms(test.machine);
    expect(cmdline(test)).toBe('cgroup_enable=memory swapaccount=1 console=tty1 console=ttyS0');
  });

  it('reads what a shell reads', async () => {
    const test = await aMachine();
    test.write('/etc/default/grub.d/50-cloudimg-settings.cfg', '');
    test.write(
      '/etc/default/grub',
      `# GRUB_CMDLINE_LINUX="no"\nexport A=1; GRUB_CMDLINE_LINUX='a="b c"'"$A"\\ d # x\nGRUB_CMDLINE_LINUX_DEFAULT=\`false\`"q"\n`,
    );
    test.write('/etc/default/grub.d/99-x.cfg', 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX \${A} e"\n');
    test.write('/etc/default/grub.d/99-x.cfg.bak', 'GRUB_CMDLINE_LINUX=bak\n');
    await test.run('update-grub');
    rebootPrograms(test.machine);
    expect(cmdline(test)).toBe('a="b c"1 d 1 e q');
  });

  it.each([
    ['GRUB_CMDLINE_LINUX="a\n', 2, '1: /etc/default/grub: Syntax error: Unterminated quoted string'],
    ['A=1\n\nGRUB_CMDLINE_LINUX = a\n', 127, '3: /etc/default/grub: GRUB_CMDLINE_LINUX: not found'],
  ])('refuses %j and leaves the menu as it is', async (text, exitCode, words) => {
    const test = await aMachine();
    const before = readMachineFile(test.machine, '/boot/grub/grub.cfg');
    test.write('/etc/default/grub', text);
    const answer = await test.run('update-grub');
    expect(answer.exitCode).toBe(exitCode);
    expect(answer.stderr).toContain(`/usr/sbin/grub-mkconfig: ${words}\n`);
    expect(readMachineFile(test.machine, '/boot/grub/grub.cfg')).toBe(before);
  });

  it('is not there in a container, nor are its files', async () => {
    const { run, machine } = await aMachine({ isContainer: true });
    expect((await run('update-grub')).exitCode).toBe(127);
    expect(['/etc/default/grub', '/proc/cmdline'].map((file) => readMachineFile(machine, file))).toEqual([null, null]);
  });
});
