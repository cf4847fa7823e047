import { isIP } from 'node:net';
import type { Command } from 'commander';
import { parseTrouble, serveModel, troubleApi } from '../commands/api.ts';
import { changeModel } from '../commands/change-model.ts';
import { demo } from '../commands/demo.ts';
import { destroy } from '../commands/destroy.ts';
import { kubeconfig } from '../commands/kubeconfig.ts';
import { page } from '../commands/page.ts';
import { advance, failProgram, killHook, refuseCommit } from '../commands/simulate.ts';
import type { FaultKind } from '../commands/simulate.ts';
import { waitFor } from '../commands/wait.ts';
import { declare } from '../text/command-text.ts';
import { parseDuration } from '../duration.ts';
import type { CommandLine } from '../family.ts';
import { parseHardware } from '../hardware-words.ts';
import { parseCount } from '../numbers.ts';
import { UsageWrong } from '../usage-wrong.ts';

/** The commands that no real Juju has: the model as a whole, and what happens to it without anybody's command. */
export function addSimulating(program: Command, line: CommandLine): void {
  addModelCommands(program, line);
  addWait(program, line);
  addSimulate(program, line);
}

function addModelCommands(program: Command, { world, place, exit }: CommandLine): void {
  declare(program, 'demo [bundle]', {
    summary: 'Deploy a bundle in a fresh model and show what became of it.',
    details: 'The exit code is 0 when every unit of kubernetes-worker is active.',
    examples: ['demo', 'demo ./bundle.yaml'],
  }).action(async (bundle: string | undefined) => exit(await demo(world, place(), bundle)));
  declare(program, 'page', {
    summary: 'Show the model in the browser: applications, relations, units, and what each unit did and why.',
    details: 'The page follows the model while other commands run.',
    examples: ['page', 'page --port 0', 'page --write model.html'],
  })
    .option('--port <number>', 'Where it is served on 127.0.0.1; any free one for 0', parseCount('--port'), 8017)
    .option('--write <file>', 'Write the page as one file instead')
    .action(({ port, write }: { readonly port: number; readonly write?: string }) =>
      page(world, place(), { port, write: write ?? null }),
    );
  declare(program, 'kubeconfig', {
    summary: "Print a kubeconfig of an administrator of the model's Kubernetes cluster.",
    details: 'It is for a kubectl of your own, 1.19 or later, while juju simulate api serves the cluster.',
    examples: ['kubeconfig > kubeconfig.yaml'],
  }).action(() => kubeconfig(world, place()));
  declare(program, 'destroy-model [model]', {
    summary: 'Remove the model and its machines.',
    examples: ['destroy-model', '--model ./other destroy'],
  })
    .alias('destroy')
    .option('--no-prompt', 'Accepted: nothing is asked here')
    .option('-y, --yes', 'Accepted: nothing is asked here')
    .option('--force', 'Accepted: nothing can hinder it')
    .option('--destroy-storage', 'Accepted: storage goes with the model')
    .action((model: string | undefined) => destroy(world, place(), model ?? null));
  declare(program, 'update-status [unit]', {
    summary: 'Run update-status at once, on one unit or on all.',
    examples: ['update-status', 'update-status kubernetes-worker/0'],
  }).action((unit: string | undefined) => changeModel(world, place(), (simulation) => simulation.updateStatus(unit)));
}

function addWait(program: Command, { world, place }: CommandLine): void {
  declare(program, 'wait [what...]', {
    summary: 'Run hooks until nothing is due, or until applications or units have a status.',
    details:
      'Each of WHAT is APPLICATION=STATUS or UNIT=STATUS; an application has a status when all its units have it.\n' +
      'The time of --timeout passes in the model, not for you: what is due in an hour comes at once.',
    examples: ['wait', 'wait kubernetes-worker=active', 'wait etcd/0=blocked --timeout 1h'],
  })
    .option(
      '--timeout <duration>',
      'Model time after which it gives up',
      (text) => parseDuration(text, '--timeout'),
      600,
    )
    .action((what: readonly string[], { timeout }: { readonly timeout: number }) =>
      waitFor(world, place(), what, timeout),
    );
}

function addSimulate(program: Command, { world, place }: CommandLine): void {
  const group = declare(program, 'simulate', {
    summary: 'Let something happen that nobody commands: time, reboots, lost agents, failures.',
    examples: ['simulate advance 1h', 'simulate reboot 0', 'simulate help fail'],
  });
  declare(group, 'advance <duration>', {
    summary: 'Let time pass in the model, with all that is due in it.',
    examples: ['simulate advance 5m', 'simulate advance 1h30m'],
    missing: 'no duration specified',
  }).action((text: string) => advance(world, place(), parseDuration(text, 'DURATION')));
  declare(group, 'reboot <machine>', {
    summary: 'Reboot a machine: its agents start again, and start is run.',
    examples: ['simulate reboot 0'],
    missing: 'no machine specified',
  }).action((machine: string) => changeModel(world, place(), (simulation) => simulation.rebootMachine(machine)));
  declare(group, 'lose-agent <unit>', {
    summary: 'Lose the agent of a unit: nothing runs on it until it is back.',
    examples: ['simulate lose-agent etcd/0'],
    missing: 'no unit specified',
  }).action((unit: string) => changeModel(world, place(), (simulation) => simulation.loseAgent(unit)));
  declare(group, 'restart-agent <unit>', {
    summary: 'Start the agent of a unit again, whether it was lost or not.',
    examples: ['simulate restart-agent etcd/0'],
    missing: 'no unit specified',
  }).action((unit: string) => changeModel(world, place(), (simulation) => simulation.restartAgent(unit)));
  declare(group, 'move-leader <unit>', {
    summary: 'Make a unit the leader of its application.',
    examples: ['simulate move-leader etcd/1'],
    missing: 'no unit specified',
  }).action((unit: string) => changeModel(world, place(), (simulation) => simulation.moveLeadership(unit)));
  declare(group, 'set-address <machine> <address>', {
    summary: 'Give a machine another address.',
    examples: ['simulate set-address 0 10.5.0.99'],
    missing: 'a machine and an address are needed',
  }).action((machine: string, address: string) => {
    if (isIP(address) === 0) throw new UsageWrong(`"${address}" is not an IP address`);
    return changeModel(world, place(), (simulation) => simulation.setAddress(machine, address));
  });
  declare(group, 'hardware <machine> [what...]', {
    summary: 'Plug devices into a machine, and load a driver of NVIDIA.',
    details:
      'Each of WHAT is one of: gpus=N, nics=N, audio=N (all by NVIDIA), amd=N, bus=pci|none, driver=VERSION|none,\n' +
      "libraries=VERSION (where they are not the driver's), driver-loads=yes|reboot|no (what becomes of a driver that is\n" +
      'installed later). What is not named stays. Containers have what their machine has.',
    examples: ['simulate hardware 0 gpus=2 driver=535.104.05', 'simulate hardware 0 gpus=0 nics=1 driver=none'],
    missing: 'no machine specified',
  }).action((machine: string, what: readonly string[]) => {
    const given = parseHardware(what);
    return changeModel(world, place(), (simulation) => simulation.setHardware(machine, given));
  });
  declare(group, 'api [state...]', {
    summary: 'Serve the Kubernetes API of the model, or let something ail it.',
    details:
      'Without STATE the API is served on this computer until Ctrl-C, for the kubeconfig that juju kubeconfig prints;\n' +
      'other commands go on working meanwhile. STATE is gone (connections are refused), slow DURATION (each answer comes\n' +
      'so much later), failing [500|503], contended (every write meets a conflict), or well; it holds for hooks and for\n' +
      'everybody else who asks the API.',
    examples: ['simulate api', 'simulate api slow 5s', 'simulate api failing 503', 'simulate api well'],
  })
    .option(
      '--port <number>',
      'Where it is served on 127.0.0.1; the one of last time, or 8018, when left out',
      parseCount('--port'),
    )
    .action((state: readonly string[], { port }: { readonly port?: number }) =>
      state.length === 0 ? serveModel(world, place(), port ?? null) : troubleApi(world, place(), parseTrouble(state)),
    );
  addFailures(group, { world, place });
}

interface FailFlags {
  readonly on: string;
  readonly match?: string;
  readonly kind: FaultKind;
  readonly times: number;
}

function addFailures(group: Command, { world, place }: Pick<CommandLine, 'place' | 'world'>): void {
  declare(group, 'refuse-commit <unit> <message>', {
    summary: 'Let the controller refuse what the next hooks of a unit write.',
    examples: ['simulate refuse-commit etcd/0 "permission denied" --hook config-changed --times 2'],
    missing: 'a unit and a message are needed',
  })
    .option('--hook <hook>', 'Only of this hook')
    .option('--times <count>', 'How many hooks', parseCount('--times'), 1)
    .action((unit: string, message: string, { hook, times }: { readonly hook?: string; readonly times: number }) =>
      refuseCommit(world, place(), { unit, hook: hook ?? null, times, problem: message }),
    );
  declare(group, 'kill <unit>', {
    summary: 'Kill a hook of a unit, with all its processes, at one of its calls; then go on.',
    details:
      'The hook is one that is due: record a change with --no-wait before. Calls are those of hook tools and of the\n' +
      'programs of the machine, counted from 1.',
    examples: [
      'simulate kill kubernetes-worker/0 --hook config-changed --call 12',
      'simulate kill etcd/0 --call 3 --when before',
    ],
    missing: 'no unit specified',
  })
    .requiredOption('--call <number>', 'At which call', parseCount('--call'))
    .option('--hook <hook>', 'Only in this hook')
    .option('--when <when>', 'before or after the call has acted', parseWhen, 'after')
    .action(
      (
        unit: string,
        { call, hook, when }: { readonly call: number; readonly hook?: string; readonly when: 'after' | 'before' },
      ) => killHook(world, place(), { unit, call, when, ...(hook === undefined ? {} : { hook }) }),
    );
  declare(group, 'fail <program>', {
    summary: 'Let a program fail on a machine.',
    details: 'Kinds are busy, locked, offline and fail; the program says what it would say then.',
    examples: [
      'simulate fail apt-get --on 0 --kind locked',
      'simulate fail snap --on 1 --match "install kubelet" --kind offline --times 3',
    ],
    missing: 'no program specified',
  })
    .requiredOption('--on <machine>', 'The machine')
    .option('--match <text>', 'Only calls whose arguments contain this')
    .option('--kind <kind>', 'How: busy, locked, offline or fail', parseKind, 'fail')
    .option('--times <count>', 'How many calls; 0 for all', parseCount('--times'), 1)
    .action((name: string, { on, match, kind, times }: FailFlags) =>
      failProgram(world, place(), { program: name, machine: on, match: match ?? null, kind, times }),
    );
}

function parseWhen(text: string): 'after' | 'before' {
  if (text === 'after' || text === 'before') return text;
  throw new UsageWrong(`invalid value "${text}" for option --when: it is one of before, after`);
}

function parseKind(text: string): FaultKind {
  const found = kinds.find((kind) => kind === text);
  if (found === undefined)
    throw new UsageWrong(`invalid value "${text}" for option --kind: it is one of ${kinds.join(', ')}`);
  return found;
}

const kinds: readonly FaultKind[] = ['busy', 'locked', 'offline', 'fail'];
