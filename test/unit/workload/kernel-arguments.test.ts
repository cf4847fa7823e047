import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cgroupArguments,
  cgroupArgumentsIn,
  grubCommandLine,
  renderGrubDropIn,
  withoutOriginalEdit,
} from '../../../src/workload/kernel-arguments.ts';

const both = [...cgroupArguments];

describe("the kernel's command line", () => {
  it.each([
    ['', []],
    ['BOOT_IMAGE=/vmlinuz root=LABEL=x ro cgroup_enable=memory swapaccount=1', both],
    ['cgroup_enable=cpuset cgroup_enable=memory', ['cgroup_enable=memory']],
    ['cgroup_enable=memory swapaccount=1 swapaccount=0', ['cgroup_enable=memory']],
    ['swapaccount=0 swapaccount=1', ['swapaccount=1']],
    ['xcgroup_enable=memory swapaccount=10', []],
    ['swapaccount=1\n', ['swapaccount=1']],
  ])('%j has in force %j', (commandLine, expected) => {
    expect(cgroupArgumentsIn(commandLine)).toEqual(expected);
  });
});

describe("GRUB's files", () => {
  it("are read together, the operator's lines as they stand", () => {
    const defaults =
      'GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT="quiet splash"\nGRUB_CMDLINE_LINUX=\'swapaccount=1\' # mine\n';
    const cloud =
      'GRUB_CMDLINE_LINUX_DEFAULT="console=ttyS0"\nGRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX net.ifnames=0"\n';
    expect(grubCommandLine([defaults, cloud]).split(/\s+/u)).toEqual([
      'swapaccount=1',
      'net.ifnames=0',
      'console=ttyS0',
    ]);
  });

  it('give the kernel what they gave it, and what our file adds, in whatever form the operator has written them', () => {
    const word = fc.stringMatching(/^[a-z][a-z_.]{0,8}(=[a-z0-9,:/-]{0,8})?$/u);
    const quote = fc.constantFrom(
      (text: string) => `GRUB_CMDLINE_LINUX="${text}"`,
      (text: string) => `GRUB_CMDLINE_LINUX='${text}' # kept`,
      (text: string) => `MINE="${text}"\nGRUB_CMDLINE_LINUX=$MINE`,
      (text: string) => `GRUB_CMDLINE_LINUX="${text.replaceAll(' ', ' \\\n ')}"`,
      (text: string) => `GRUB_CMDLINE_LINUX=""\nGRUB_CMDLINE_LINUX+="${text}"`,
      (text: string) => `export GRUB_CMDLINE_LINUX="${text}"`,
    );
    const words = (files: readonly string[]) =>
      grubCommandLine(files)
        .split(/\s+/u)
        .filter((each) => each !== '');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), quote, (operators, write) => {
        const defaults = `GRUB_TIMEOUT=0\n${write(operators.join(' '))}\n`;
        expect(words([defaults])).toEqual(operators);
        const missing = cgroupArguments.filter(
          (each) => !cgroupArgumentsIn(grubCommandLine([defaults])).includes(each),
        );
        const added = words([defaults, renderGrubDropIn(missing)]);
        expect(added).toEqual([...operators, ...missing]);
        expect(cgroupArgumentsIn(added.join(' '))).toEqual(both);
      }),
    );
  });

  it('lose the line of the 2018 charm to the letter, and no other', () => {
    const line = 'GRUB_CMDLINE_LINUX="cgroup_enable=memory swapaccount=1"';
    expect(withoutOriginalEdit(`A=1\n${line}\nB=2\n`)).toBe('A=1\nGRUB_CMDLINE_LINUX=""\nB=2\n');
    for (const other of [
      'GRUB_CMDLINE_LINUX="swapaccount=1 cgroup_enable=memory"',
      `# ${line}`,
      `${line} # mine`,
      'GRUB_CMDLINE_LINUX="cgroup_enable=memory swapaccount=1 quiet"',
    ]) {
      expect(withoutOriginalEdit(`${other}\n`), other).toBeNull();
    }
  });
});
