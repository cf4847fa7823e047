import { readAssignments } from './shell-assignments.ts';

/** The arguments that `enable-cgroups` gives the kernel. */
export const cgroupArguments = ['cgroup_enable=memory', 'swapaccount=1'] as const;

/** Those of `cgroupArguments` that are in force with this command line of a kernel. */
export function cgroupArgumentsIn(commandLine: string): readonly string[] {
  const words = commandLine.split(/\s+/u);
  return cgroupArguments.filter((wanted) => {
    const [name = ''] = wanted.split('=');
    const given = words.filter((word) => word.split('=')[0] === name);
    // Controllers are enabled one after the other; of a switch the last counts.
    return name === 'swapaccount' ? given.at(-1) === wanted : given.includes(wanted);
  });
}

/**
 * The kernel's arguments of a normal start by what GRUB's files say, in the order in which grub-mkconfig reads them:
 * /etc/default/grub first, then /etc/default/grub.d/*.cfg by name.
 */
export function grubCommandLine(files: readonly string[]): string {
  const variables = readAssignments(files);
  return ['GRUB_CMDLINE_LINUX', 'GRUB_CMDLINE_LINUX_DEFAULT'].map((name) => variables.get(name) ?? '').join(' ');
}

/**
 * The bytes of our file in /etc/default/grub.d, which adds arguments to those of the operator.
 *
 * Source: Debian's grub2, patch default-grub-d, in every Ubuntu since 14.04: grub-mkconfig reads the files by name.
 */
export function renderGrubDropIn(added: readonly string[]): string {
  return [
    '# This file is written by Juju.',
    '# Do not edit it: changes are overwritten. Use the option enable-cgroups.',
    `GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX ${added.join(' ')}"`,
    '',
  ].join('\n');
}

/**
 * The text of /etc/default/grub without what the 2018 charm wrote there, which was this line to the letter in place of
 * an empty one; null when that line is not there.
 */
export function withoutOriginalEdit(text: string): string | null {
  const edited = text.replace(originalEdit, 'GRUB_CMDLINE_LINUX=""');
  return edited === text ? null : edited;
}

const originalEdit = /^GRUB_CMDLINE_LINUX="cgroup_enable=memory swapaccount=1"$/mu;
