/** One unit of a charm of shell scripts, whose agent is called directly: no scheduler is between. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import type { Machine, Program } from '../../../simulator/contract.ts';
import { openContext } from '../../../simulator/agent/hook-context.ts';
import type { HookContext } from '../../../simulator/agent/hook-context.ts';
import { agentFolder } from '../../../simulator/agent/juju.ts';
import type { Juju, LoadedCharm } from '../../../simulator/agent/juju.ts';
import { createOperations } from '../../../simulator/agent/operate/operations.ts';
import { runTask } from '../../../simulator/agent/run/run-task.ts';
import type { TaskRecord } from '../../../simulator/agent/run/run-task.ts';
import type { Operations } from '../../../simulator/agent/operate/operations.ts';
import { createWiring } from '../../../simulator/agent/wiring.ts';
import type { HookWiring } from '../../../simulator/agent/wiring.ts';
import { startGateway } from '../../../simulator/gateway/gateway.ts';
import { readActions } from '../../../simulator/charm/action-schema.ts';
import { parseGoYaml } from '../../../simulator/charm/go-yaml.ts';
import { jujuFeatures } from '../../../simulator/model/juju-features.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { emptyModel, unitOf } from '../../../simulator/model/model.ts';
import type { HookInfo, Task, Unit } from '../../../simulator/model/model.ts';
import type { LogLine } from '../../../simulator/store/store.ts';
import { standIn } from './core-model.ts';
import { noCluster } from './no-cluster.ts';

export interface ActionCharm {
  readonly track?: JujuTrack;
  /** The text of actions.yaml. */
  readonly actions?: string;
  /** Name in the charm's folder to the lines of a shell script; another mode or no script in `files`. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly isStandIn?: boolean;
  readonly programs?: Readonly<Record<string, Program>>;
}

export interface ActionModel {
  readonly juju: Juju;
  readonly wiring: HookWiring;
  readonly operations: Operations;
  /** `tiny/0`, on machine 0. */
  readonly unit: Unit;
  readonly charmFolder: string;
  readonly log: readonly Omit<LogLine, 'time'>[];
  readonly contextOf: (hook: HookInfo) => HookContext;
  /** The only task of the operation. */
  readonly taskOf: (operation: string) => Task;
  /** The action is asked for and run. */
  readonly act: (name: string, parameters?: Readonly<Record<string, unknown>>) => Promise<Ran>;
  readonly exec: (command: string) => Promise<Ran>;
  readonly end: () => Promise<void>;
}

export interface Ran {
  readonly task: Task;
  readonly record: TaskRecord | null;
}

/** The charm is deployed and its files are on the unit's machine. */
export async function anActionModel(charm: ActionCharm = {}): Promise<ActionModel> {
  const { track = '2.9', isStandIn = false } = charm;
  const folder = await mkdtemp(path.join(tmpdir(), 'action-model-'));
  const model = emptyModel('default', track);
  const log: Omit<LogLine, 'time'>[] = [];
  const root = path.join(folder, 'machines/0/root');
  const actions =
    charm.actions === undefined ? {} : readActions(parseGoYaml(charm.actions, 'actions', { mapAsMap: true }));
  const { metadata } = standIn({ name: 'tiny', actions });
  const loaded: LoadedCharm = isStandIn
    ? { kind: 'stand-in', isInert: false, charm: standIn({ name: 'tiny', actions }), metadata }
    : { kind: 'process', isInert: false, folder: path.join(folder, 'charm'), metadata };
  const juju: Juju = {
    model,
    folder,
    features: jujuFeatures[track],
    charmOf: () => loaded,
    charmSource: () => null,
    machine: () => machineAt(root),
    now: () => 1000,
    log: (line) => void log.push(line),
    rebootPrograms: () => undefined,
    resourceFile: () => null,
  };
  const operations = createOperations(juju, { hasPublicAddresses: false });
  operations.deploy({ application: 'tiny', charm: './tiny' });
  const unit = unitOf(model, operations.addUnit('tiny'));
  const charmFolder = path.join(agentFolder(machineAt(root), unit.name), 'charm');
  if (!isStandIn) await layFiles(charmFolder, charm);
  const wiring = createWiring({
    juju,
    programs: charm.programs ?? {},
    prepareMachine: async () => undefined,
    beforeProcess: () => undefined,
    node: process.execPath,
  });
  const gateway = await startGateway((call) => wiring.onCall(call));
  wiring.connect(gateway);
  const taskOf = (operation: string): Task => {
    const task = model.tasks[model.operations[operation]?.tasks[0] ?? ''];
    if (task === undefined) throw new Error(`operation ${operation} has no task`);
    return task;
  };
  const run = async (operation: string): Promise<Ran> => {
    const task = taskOf(operation);
    return { task, record: await runTask(juju, wiring, unit, task) };
  };
  return {
    juju,
    wiring,
    operations,
    unit,
    charmFolder,
    log,
    contextOf: (hook) => openContext(juju, unit, hook),
    taskOf,
    act: (name, parameters = {}) => run(operations.runAction([unit.name], name, parameters)),
    exec: (command) => run(operations.exec([unit.name], command)),
    end: async () => {
      wiring.killAll();
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function layFiles(folder: string, { actions, scripts = {} }: ActionCharm): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'metadata.yaml'), 'name: tiny\nsummary: tiny\ndescription: tiny\n');
  if (actions !== undefined) await writeFile(path.join(folder, 'actions.yaml'), actions);
  for (const [name, lines] of Object.entries(scripts)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `#!/bin/sh\n${lines}\n`);
    await chmod(file, 0o755);
  }
}

function machineAt(root: string): Machine {
  const about = { id: '0', hostName: 'juju-1a2b3c-0', architecture: 'amd64', isContainer: false } as const;
  return {
    ...about,
    series: 'focal',
    address: '10.5.0.3',
    root,
    state: {},
    faults: [],
    world: { cluster: noCluster, now: () => 1000 },
  };
}

/** What a script of the charm wrote to this file in the charm's folder. */
export function written(model: ActionModel, name: string): string {
  return readFileSync(path.join(model.charmFolder, name), 'utf8');
}
