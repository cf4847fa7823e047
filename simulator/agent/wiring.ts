import { randomBytes } from 'node:crypto';
import { accessSync, constants, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Answer, Machine, Program, RealMachine } from '../contract.ts';
import type { Gateway, GatewayCall } from '../gateway/gateway.ts';
import { folderOfMachine } from '../model/machines.ts';
import { unitTag } from '../model/model.ts';
import type { Unit } from '../model/model.ts';
import { callTool, toolNamesOf } from '../tools/call-tool.ts';
import { pathOnMachine } from './juju.ts';
import type { Juju } from './juju.ts';
import type { RunningHook, Wiring } from './run/run-charm-file.ts';

/** SIGKILL to a whole hook at one of its child processes. */
export interface KillPlan {
  readonly unit: string;
  /** Any hook of the unit when left out. */
  readonly hook?: string;
  /** Matching hooks that run undisturbed first; none when left out. */
  readonly nth?: number;
  /** The child process, counted from 1: a tool or a stand-in program. */
  readonly call: number;
  /** `before` it acts, or `after` it has acted and before it answers. */
  readonly when: 'after' | 'before';
}

export interface WiringParts {
  readonly juju: Juju;
  readonly programs: Readonly<Record<string, Program>>;
  readonly prepareMachine: (machine: Machine) => Promise<void>;
  /** The Node.js that charms find on PATH. */
  readonly node: string;
  /** Called when a process is about to start: what the agent is about is in the model. */
  readonly beforeProcess: () => void;
}

export interface HookWiring extends Wiring {
  /** The answer to a call of a stub. */
  onCall(call: GatewayCall): Promise<Answer>;
  /** Stubs can be written from here on. */
  connect(gateway: Gateway): void;
  killPlan: KillPlan | null;
  /** Every hook that runs is killed. */
  killAll(): void;
}

/** Hooks' processes reach the tools of their unit and the programs of their machine. */
export function createWiring({ juju, programs, prepareMachine, node, beforeProcess }: WiringParts): HookWiring {
  const ready = new Map<string, Promise<string>>();
  const holders = new Map<string, Holder>();
  /** By context id. */
  const running = new Map<string, RunningHook>();
  let plannedHooks = 0;
  let gateway: Gateway | null = null;

  const once = (key: string, make: () => Promise<string>) => {
    const made = ready.get(key) ?? make();
    ready.set(key, made);
    return made;
  };
  const writeStubs = async (folder: string, names: readonly string[], holder: Holder, real?: RealMachine) => {
    const token = randomBytes(16).toString('hex');
    holders.set(token, holder);
    if (gateway === null) throw new Error('the gateway is not open');
    await gateway.writeStubs({ folder, names, token }, real?.listener);
    return folder;
  };
  /** Where a real machine has its agent's tools is where Juju has them. */
  const toolsFolder = async ({ name }: Unit, { root, real }: Machine) => {
    const tag = unitTag(name);
    const folder =
      real === undefined ? path.join(juju.folder, 'units', tag, 'tools') : `${root}/var/lib/juju/tools/${tag}`;
    return writeStubs(folder, toolNamesOf(juju.features), { kind: 'unit', unit: name }, real);
  };
  const machineFolder = async (id: string) => {
    const machine = juju.machine(id);
    mkdirSync(machine.root, { recursive: true });
    await prepareMachine(machine);
    const folder = path.join(path.dirname(machine.root), 'bin');
    mkdirSync(folder, { recursive: true });
    for (const name of harmless) linkHostProgram(folder, name, programs[name] === undefined);
    return writeStubs(folder, Object.keys(programs), { kind: 'machine', machine: id });
  };

  const wiring: HookWiring = {
    killPlan: null,
    connect: (opened) => {
      gateway = opened;
    },
    pathOf: async (unit: Unit) => {
      const machine = juju.machine(unit.machine);
      const tools = await once(`unit ${unit.name}`, () => toolsFolder(unit, machine));
      if (machine.real !== undefined) return [pathOnMachine(machine, tools), ...realPath];
      return [
        tools,
        await once(`machine ${unit.machine}`, () => machineFolder(unit.machine)),
        await once('node', async () => linkNode(path.join(juju.folder, 'node'), node)),
      ];
    },
    started: (hook) => {
      running.set(hook.context.id, hook);
      beforeProcess();
      const plan = wiring.killPlan;
      if (plan !== null && isPlanned(plan, hook)) plannedHooks += 1;
    },
    finished: (hook) => {
      running.delete(hook.context.id);
      hook.context.isOver = true;
    },
    killAll: () => {
      for (const hook of running.values()) hook.process?.kill();
    },
    onCall: async (call) => {
      const holder = holders.get(call.token);
      if (holder === undefined) return refused(`${call.program}: no hook runs here`);
      const here = [...running.values()].filter(({ context: { unit } }) =>
        holder.kind === 'unit' ? unit.name === holder.unit : unit.machine === holder.machine,
      );
      const isTool = holder.kind === 'unit';
      if (isTool && call.contextId === '') return refused('ERROR JUJU_CONTEXT_ID not set');
      const own = here.find(({ context }) => context.id === call.contextId);
      const [first, second] = here;
      if (first === undefined) return refused(isTool ? noSocket(holder.unit) : `${call.program}: no hook runs here`);
      if (isTool && own === undefined) {
        return refused(`ERROR bad request: expected context id "${first.context.id}", got "${call.contextId}"`);
      }
      // A program whose environment was emptied on the way belongs to the hook that runs there, if it is the only one.
      const hook = own ?? (second === undefined ? first : undefined);
      if (hook === undefined) return refused(`${call.program}: several hooks run here`);
      return inTurn(hook, (aside) => answerCall(hook, { ...call, stdin: () => aside(() => call.stdin()) }, isTool));
    },
  };

  const answerCall = async (hook: RunningHook, call: GatewayCall, isTool: boolean): Promise<Answer> => {
    if (hook.context.isOver)
      return refused(isTool ? noSocket(hook.context.unit.name) : `${call.program}: the hook is over`);
    const plan = wiring.killPlan;
    const isNow =
      plan !== null &&
      isPlanned(plan, hook) &&
      plannedHooks > (plan.nth ?? 0) &&
      hook.context.calls.length + 1 === plan.call;
    if (isNow) {
      wiring.killPlan = null;
      plannedHooks = 0;
    }
    if (isNow && plan.when === 'before') return killed(hook, call, isTool);
    const { context } = hook;
    const { program, argv, stdin, abandoned } = call;
    const machine = juju.machine(context.unit.machine);
    const cwd = machine.real === undefined ? call.cwd : path.join(machine.root, call.cwd);
    const answer = isTool
      ? await callTool(program, { juju, context, argv, cwd, stdin, killHook: () => killAlone(hook) })
      : await callProgram(programs[program], { machine, program, argv, cwd, stdin, abandoned });
    if (isNow) return killed(hook, call, isTool);
    context.calls.push({ program, argv, exitCode: answer.exitCode, isTool });
    return answer;
  };

  return wiring;
}

type Holder = { readonly kind: 'machine'; readonly machine: string } | { readonly kind: 'unit'; readonly unit: string };

/** What follows the tools on a real machine: the PATH of the agent that systemd starts. */
const realPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin', '/snap/bin'];

/** Real programs of the host that a charm's start script and the simulator's stubs may use; stand-ins win over them. */
const harmless =
  `awk base64 basename bash cat chmod cmp cp cut date diff dirname echo env expr false find grep gzip head id install ln
  ls mkdir mktemp mv od perl printf pwd python3 readlink rm rmdir sed seq sh sha256sum sleep sort stat tail tar tee test
  touch tr true uname uniq wc xargs`.split(/\s+/u);

const turns = new WeakMap<RunningHook, Promise<unknown>>();

/**
 * Calls of one hook act one after the other, in the order in which they came. One that waits for what it is to read
 * stands aside meanwhile: it may come from another one.
 */
async function inTurn(hook: RunningHook, act: (aside: Aside) => Promise<Answer>): Promise<Answer> {
  let leave = await takeTurn(hook);
  try {
    return await act(async (wait) => {
      leave();
      try {
        return await wait();
      } finally {
        leave = await takeTurn(hook);
      }
    });
  } finally {
    leave();
  }
}

type Aside = (wait: () => Promise<string>) => Promise<string>;

/** It is this call's turn until what is given back is called. */
async function takeTurn(hook: RunningHook): Promise<() => void> {
  const before = turns.get(hook);
  let leave = (): void => undefined;
  turns.set(hook, new Promise<void>((resolve) => (leave = resolve)));
  await before;
  return leave;
}

/** What a tool says that is left over from a hook: the agent listens while a hook runs. */
function noSocket(unit: string): string {
  return `ERROR dial unix @/var/lib/juju/agents/${unitTag(unit)}/agent.socket: connect: connection refused`;
}

function isPlanned(plan: KillPlan, { context }: RunningHook): boolean {
  return plan.unit === context.unit.name && (plan.hook === undefined || plan.hook === context.hook.name);
}

function killed(hook: RunningHook, { program, argv }: GatewayCall, isTool: boolean): Answer {
  const { context } = hook;
  context.calls.push({ program, argv, exitCode: 137, isTool });
  killNow(hook);
  return { exitCode: 137, stdout: '', stderr: '' };
}

/** The process and its children are gone, and nothing more is answered to them. */
function killNow({ context, process }: RunningHook): void {
  context.isOver = true;
  process?.kill();
}

/** The process is gone; what it left behind lives on, and nothing more is answered to that. */
function killAlone({ context, process }: RunningHook): void {
  context.isOver = true;
  process?.killAlone();
}

async function callProgram(program: Program | undefined, call: Parameters<Program>[0]): Promise<Answer> {
  if (program === undefined) return { exitCode: 127, stdout: '', stderr: `${call.program}: command not found\n` };
  return program(call);
}

function refused(problem: string): Answer {
  return { exitCode: 1, stdout: '', stderr: `${problem}\n` };
}

function linkHostProgram(folder: string, name: string, isWanted: boolean): void {
  const link = path.join(folder, name);
  const found = isWanted ? onHost(name) : null;
  if (found !== null) replaceLink(link, found);
}

function linkNode(folder: string, node: string): string {
  mkdirSync(folder, { recursive: true });
  replaceLink(path.join(folder, 'node'), node);
  return folder;
}

function replaceLink(link: string, target: string): void {
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() === true && readlinkSync(link) === target) return;
  rmSync(link, { force: true });
  symlinkSync(target, link);
}

function onHost(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return null;
}

/** Where the machine's files are: `machines/0-lxd-0/root` in the model's folder. */
export function rootOf(folder: string, id: string): string {
  return path.join(folder, 'machines', folderOfMachine(id), 'root');
}
