import { always, blocked, done, waiting } from '../../engine/engine.ts';
import type { Outcome } from '../../engine/engine.ts';
import { cgroupArguments } from '../../workload/kernel-arguments.ts';
import { planGrub, readGrub, writeGrub } from '../grub.ts';
import { invalidOption } from '../invalid-option.ts';
import type { RunningKernel } from '../input-types.ts';
import { driftPaths } from '../drift-paths.ts';
import type { WorkerPorts } from '../ports.ts';
import { handler } from '../words.ts';

/**
 * The kernel runs with memory cgroups and swap accounting where `enable-cgroups` asks for them, and without those that
 * this charm added where it does not. The machine reboots once for a change of ours, and for nothing else.
 *
 * See docs/decisions/0019: the operator's own arguments are never touched.
 */
export const enableCgroups = handler({
  name: 'enable-cgroups',
  when: always(),
  reads: ['config.enable-cgroups', 'drift.grub', 'host.container', 'host.kernel'],
  async run({ inputs, ports }) {
    const isWanted = inputs['config.enable-cgroups'];
    const isOurs = ports.record.now().kernelArguments.length > 0 || inputs['drift.grub'][dropInPath] !== 'missing';
    if (!isWanted && !isOurs) return done();
    const container = inputs['host.container'];
    if (container !== null) {
      const problem = `this machine is a container (${container.slice(0, 20)}) and runs its host's kernel`;
      return isWanted
        ? invalidOption({ option, problem, accepted: 'false, or a machine with a kernel of its own' })
        : done();
    }
    const found = await readGrub(ports.machine.files);
    if (found === null) return isWanted ? withoutGrub('there is no /etc/default/grub') : forget(ports);

    const plan = planGrub(found, isWanted);
    const problem = await writeGrub({ ports, found, plan, bootId: inputs['host.kernel'].bootId });
    if (problem === 'no update-grub') return withoutGrub('there is no program update-grub');
    if (problem !== null) return problem;
    return startedWith(ports, { isWanted, plan, kernel: inputs['host.kernel'] });
  },
});

/** The kernel that runs is as GRUB's files have it; or the machine reboots; or it is said why not. */
async function startedWith(
  ports: WorkerPorts,
  given: {
    readonly isWanted: boolean;
    readonly plan: { readonly operators: readonly string[]; readonly added: readonly string[] };
    readonly kernel: RunningKernel;
  },
): Promise<Outcome<never, never>> {
  const { isWanted, plan, kernel } = given;
  const { kernelArguments, grub } = ports.record.now();
  const isRunning = (each: string) => kernel.arguments.includes(each);
  const wrong = isWanted
    ? cgroupArguments.filter((each) => !isRunning(each))
    : kernelArguments.filter((each) => isRunning(each) && !plan.operators.includes(each));
  if (wrong.length === 0) {
    await ports.record.record((was) => ({
      ...was,
      kernelArguments: plan.added,
      grub: { made: plan.added, changedIn: null },
    }));
    return done();
  }
  if (kernel.bootId !== null && grub.changedIn === kernel.bootId) {
    const mayReboot = ports.reboot(
      `${option}=${isWanted}: the kernel is to run ${isWanted ? 'with' : 'without'} ${wrong.join(' ')}`,
    );
    return mayReboot
      ? done()
      : waiting('Waiting for a hook, in which the machine can be rebooted', { about: 'command' });
  }
  const what = isWanted
    ? `the kernel was started without ${wrong.join(' ')}, which GRUB's configuration has`
    : `the kernel was started with ${wrong.join(' ')}, which GRUB's configuration has no more`;
  // Another start would change nothing where one has not.
  const next = kernel.bootId === null ? 'reboot this machine' : 'does another boot loader start this machine?';
  return blocked(`${option}: ${what}; ${next}`, 'juju ssh to the machine, and look at /proc/cmdline', {
    about: 'command',
  });
}

function withoutGrub(problem: string): Outcome<never, never> {
  return invalidOption({ option, problem, accepted: 'false, or a machine that GRUB starts' });
}

/** GRUB is gone, and what was ours with it. */
async function forget(ports: WorkerPorts): Promise<Outcome<never, never>> {
  await ports.record.record((was) => ({ ...was, kernelArguments: [], grub: { made: [], changedIn: null } }));
  return done();
}

const option = 'enable-cgroups';
const dropInPath = driftPaths.grub[1];
