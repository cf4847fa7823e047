import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MachineFile } from '../../../src/juju/juju.ts';
import { cgroupArgumentsIn } from '../../../src/workload/kernel-arguments.ts';
import { enableCgroups } from '../../../src/worker/handlers/enable-cgroups.ts';
import { aMachine } from '../host/stand-ins.ts';
import { aRecord } from './a-record.ts';
import { aWorkerOn, Killed, mortal } from './a-mortal-worker.ts';

const both = 'cgroup_enable=memory swapaccount=1';
const dropIn = '/etc/default/grub.d/60-kubernetes-worker.cfg';
const ubuntus = [
  'GRUB_DEFAULT=0',
  'GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`',
  'GRUB_CMDLINE_LINUX_DEFAULT="quiet splash"',
  'GRUB_CMDLINE_LINUX=""',
  '',
].join('\n');

/** A machine that GRUB starts; `update-grub` reads its files by the system's own shell. */
function aGrubMachine(given: { readonly defaults?: string | null; readonly hasUpdateGrub?: boolean } = {}) {
  const test = aMachine();
  const real = (file: string) => path.join(test.root, file);
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(real(file)), { recursive: true });
    writeFileSync(real(file), text);
  };
  const read = (file: string) => (existsSync(real(file)) ? readFileSync(real(file), 'utf8') : null);
  const updateGrub = `
    . ${real('/etc/default/grub')} 2>/dev/null
    for file in ${real('/etc/default/grub.d')}/*.cfg; do [ -e "$file" ] && . "$file"; done
    echo "$GRUB_CMDLINE_LINUX $GRUB_CMDLINE_LINUX_DEFAULT" > ${real('/menu')}`;
  if (given.hasUpdateGrub !== false) test.script('update-grub', updateGrub);
  const defaults = given.defaults === undefined ? ubuntus : given.defaults;
  if (defaults !== null) write('/etc/default/grub', defaults);
  write('/menu', '');
  let starts = 0;
  const start = (commandLine?: string) => {
    starts += 1;
    write('/proc/cmdline', commandLine ?? `root=LABEL=x ro ${read('/menu') ?? ''}`);
    write('/proc/sys/kernel/random/boot_id', `boot-${starts}\n`);
  };
  start();
  const record = aRecord();
  const hook = async (
    isWanted: boolean,
    more: {
      readonly container?: string;
      readonly acts?: number;
      readonly record?: MachineFile;
      readonly inAction?: boolean;
    } = {},
  ) => {
    const kept = more.record ?? record;
    const dying =
      more.acts === undefined ? { machine: test.machine, record: kept } : mortal(test.machine, kept, more.acts);
    const worker = aWorkerOn(dying, { record: dying.record });
    const outcome = await enableCgroups.run({
      hook: 'config-changed',
      ports: more.inAction === true ? { ...worker.ports, reboot: () => false } : worker.ports,
      inputs: {
        'config.enable-cgroups': isWanted,
        'drift.grub': { '/etc/default/grub': 'there', [dropIn]: read(dropIn) === null ? 'missing' : 'there' },
        'host.container': more.container ?? null,
        'host.kernel': {
          arguments: cgroupArgumentsIn(read('/proc/cmdline') ?? ''),
          bootId: await test.machine.bootId(),
        },
      },
    });
    return { outcome, reboots: worker.reboots.length, why: outcome.kind === 'blocked' ? outcome.why : null };
  };
  const menus = () => test.calls().filter(([program]) => program === 'update-grub').length;
  return {
    ...test,
    write,
    read,
    real,
    start,
    record,
    hook,
    menus,
    running: () => cgroupArgumentsIn(read('/proc/cmdline') ?? '').join(' '),
  };
}

/** Hooks until nothing is left to do, rebooting where that is asked for; how often it was. */
async function settle(grub: ReturnType<typeof aGrubMachine>, isWanted: boolean): Promise<number> {
  let reboots = 0;
  for (let hook = 0; hook < 5; hook += 1) {
    const after = await grub.hook(isWanted);
    if (after.reboots === 0) return reboots;
    reboots += 1;
    grub.start();
  }
  throw new Error('it does not settle');
}

describe('enable-cgroups', () => {
  it('false that was never true touches and asks nothing', async () => {
    const grub = aGrubMachine();
    expect(await grub.hook(false)).toMatchObject({ outcome: { kind: 'done' }, reboots: 0 });
    expect(grub.calls()).toEqual([]);
    expect(grub.read('/etc/default/grub')).toBe(ubuntus);
  });

  it('true adds what is missing, reboots once, and is quiet from then on', async () => {
    const grub = aGrubMachine();
    expect(await settle(grub, true)).toBe(1);
    expect(grub.running()).toBe(both);
    expect(grub.read('/etc/default/grub')).toBe(ubuntus);
    const calls = grub.calls().length;
    expect(await settle(grub, true)).toBe(0);
    expect(grub.calls().length).toBe(calls);
  });

  it('back to false takes away what was added, reboots once, and leaves no trace', async () => {
    const grub = aGrubMachine();
    await settle(grub, true);
    expect(await settle(grub, false)).toBe(1);
    expect(grub.running()).toBe('');
    expect(grub.read(dropIn)).toBeNull();
    expect(grub.record.now()).toMatchObject({ kernelArguments: [], grub: { made: [], changedIn: null } });
    expect(await settle(grub, false)).toBe(0);
  });

  it.each([
    ['GRUB_CMDLINE_LINUX="nomodeset"'],
    ['GRUB_CMDLINE_LINUX=\'a="b c"\' # kept'],
    ['GRUB_CMDLINE_LINUX="a"\nGRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX b"'],
    ['GRUB_TIMEOUT=1'],
    ['GRUB_CMDLINE_LINUX=$(cat /nowhere 2>/dev/null)'],
    ['GRUB_CMDLINE_LINUX="a \\\n  b"'],
    [''],
  ])('leaves the line of the operator %j as it is, and comes on top of it', async (line) => {
    const grub = aGrubMachine({ defaults: `${line}\n` });
    expect(await settle(grub, true)).toBe(1);
    expect(grub.running()).toBe(both);
    expect(await settle(grub, false)).toBe(1);
    expect(grub.read('/etc/default/grub')).toBe(`${line}\n`);
  });

  it("adds only what the operator's own line lacks, and takes only that away", async () => {
    const grub = aGrubMachine({ defaults: 'GRUB_CMDLINE_LINUX="cgroup_enable=memory quiet"\n' });
    await settle(grub, true);
    expect(grub.read(dropIn)).toContain('GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX swapaccount=1"');
    expect(grub.record.now().kernelArguments).toEqual(['swapaccount=1']);
    await settle(grub, false);
    expect(grub.running()).toBe('cgroup_enable=memory');
  });

  it('does nothing where the operator has both, also when it is switched off', async () => {
    const grub = aGrubMachine({ defaults: `GRUB_CMDLINE_LINUX="quiet ${both}"\n` });
    grub.start(both);
    expect(await settle(grub, true)).toBe(0);
    expect(await settle(grub, false)).toBe(0);
    expect(grub.menus()).toBe(0);
  });

  it('does not reboot where the kernel runs with both already', async () => {
    const grub = aGrubMachine();
    grub.start(both);
    expect(await settle(grub, true)).toBe(0);
    expect(grub.read(dropIn)).toContain(both);
    grub.start();
    expect(grub.running()).toBe(both);
  });

  it('takes over the line of the 2018 charm, without a reboot, and takes it away with the option', async () => {
    const grub = aGrubMachine({ defaults: ubuntus.replace('LINUX=""', `LINUX="${both}"`) });
    grub.start(both);
    expect(await settle(grub, true)).toBe(0);
    expect(grub.read('/etc/default/grub')).toBe(ubuntus);
    expect(await settle(grub, false)).toBe(1);
    expect(grub.running()).toBe('');
  });

  it('puts back what somebody removed, or changed', async () => {
    const grub = aGrubMachine();
    await settle(grub, true);
    rmSync(grub.real(dropIn));
    expect(await settle(grub, true)).toBe(0);
    expect(grub.read(dropIn)).toContain(both);
    expect(grub.menus()).toBe(2);
  });

  it('after a lost memory knows its file, and takes it away with the option', async () => {
    const grub = aGrubMachine();
    await settle(grub, true);
    const fresh = aRecord();
    await grub.hook(false, { record: fresh });
    expect(grub.read(dropIn)).toBeNull();
  });

  it('leaves the reboot to the next hook where an action runs it', async () => {
    const grub = aGrubMachine();
    expect(await grub.hook(true, { inAction: true })).toMatchObject({
      outcome: { kind: 'waiting', on: 'Waiting for a hook, in which the machine can be rebooted' },
      reboots: 0,
    });
    expect((await grub.hook(true)).reboots).toBe(1);
  });

  it('asks for the reboot again in the retry of a hook that failed', async () => {
    const grub = aGrubMachine();
    expect((await grub.hook(true)).reboots).toBe(1);
    expect((await grub.hook(true)).reboots).toBe(1);
    expect(grub.menus()).toBe(1);
  });

  it('that another boot loader ignores says so, and never reboots again', async () => {
    const grub = aGrubMachine();
    expect((await grub.hook(true)).reboots).toBe(1);
    for (let start = 0; start < 3; start += 1) {
      grub.start('root=x');
      const after = await grub.hook(true);
      expect(after.reboots).toBe(0);
      expect(after.why).toBe(
        `enable-cgroups: the kernel was started without ${both}, which GRUB's configuration has; does another boot loader start this machine?`,
      );
    }
  });

  it('does not reboot a machine whose kernel does not tell one start from another', async () => {
    const grub = aGrubMachine();
    rmSync(grub.real('/proc/sys/kernel/random/boot_id'));
    const after = await grub.hook(true);
    expect(after.reboots).toBe(0);
    expect(after.why).toContain('reboot this machine');
  });

  it('blocks in a container, by its name, and changes nothing', async () => {
    const grub = aGrubMachine();
    expect((await grub.hook(true, { container: 'lxc' })).why).toMatch(
      /^enable-cgroups: this machine is a container \(lxc\)/u,
    );
    expect(grub.calls()).toEqual([]);
    expect((await grub.hook(false, { container: 'lxc' })).outcome.kind).toBe('done');
  });

  it.each([
    [{ defaults: null }, 'there is no /etc/default/grub'],
    [{ hasUpdateGrub: false }, 'there is no program update-grub'],
  ])('blocks with %j, by its name, and leaves nothing behind', async (given, problem) => {
    const grub = aGrubMachine(given);
    const after = await grub.hook(true);
    expect(after).toMatchObject({ reboots: 0 });
    expect(after.why).toContain(`enable-cgroups: ${problem}`);
    expect(grub.read(dropIn)).toBeNull();
    expect(grub.record.now()).toMatchObject({ kernelArguments: [], grub: { made: [], changedIn: null } });
    expect((await grub.hook(false)).outcome.kind).toBe('done');
  });

  it('goes on after an update-grub that failed', async () => {
    const grub = aGrubMachine();
    const script = readFileSync(path.join(grub.bin, 'update-grub'), 'utf8');
    grub.script('update-grub', 'echo "grub-mkconfig: no space left" >&2; exit 1');
    const after = await grub.hook(true);
    expect(after).toMatchObject({ reboots: 0, why: 'Updating grub: grub-mkconfig: no space left' });
    writeFileSync(path.join(grub.bin, 'update-grub'), script);
    expect(await settle(grub, true)).toBe(1);
    expect(grub.running()).toBe(both);
  });

  it.each([true, false])(
    'killed after any act, it goes on to the same end and one reboot (to %s)',
    async (isWanted) => {
      let acts = 0;
      for (; ; acts += 1) {
        const grub = aGrubMachine({
          defaults: ubuntus.replace('LINUX=""', isWanted ? 'LINUX="quiet"' : `LINUX="${both}"`),
        });
        if (!isWanted) {
          grub.start(both);
          await settle(grub, true);
        }
        const died = await grub.hook(isWanted, { acts }).then(
          () => false,
          (error: unknown) => error instanceof Killed,
        );
        expect(await settle(grub, isWanted), `after ${acts} acts`).toBe(1);
        expect(grub.running()).toBe(isWanted ? both : '');
        expect(grub.record.now().grub.changedIn).toBeNull();
        if (!died) break;
      }
      expect(acts).toBeGreaterThan(3);
    },
  );
});
