/** Units whose charm is one shell script that fails where a test says so, without retries by themselves. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Parts, SimulationOptions } from '../../../simulator/agent/open-simulation.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import type { HookInfo, Unit } from '../../../simulator/model/model.ts';
import type { HookRecord } from '../../../simulator/simulation.ts';
import { aTinyModel, writeCharm } from './core-model.ts';
import type { TinyModel } from './core-model.ts';

export interface SequenceOptions {
  readonly juju?: JujuTrack;
  readonly metadata?: string;
  readonly config?: string;
  /** What the script does before it looks whether it is to fail. */
  readonly lines?: string;
  readonly units?: number;
  readonly parts?: Partial<Parts>;
  readonly options?: Partial<SimulationOptions>;
}

export interface Sequence {
  readonly model: TinyModel;
  readonly sim: TinyModel['sim'];
  /** The hooks that have run until nothing was due: `install`, `fail-install`, `db-relation-joined mysql/0`. */
  readonly ran: (unit?: string) => Promise<string[]>;
  /** The hook fails from here on. */
  readonly breaks: (hook: string) => Promise<void>;
  readonly mends: (hook: string) => Promise<void>;
  /** The charm's folder has other lines; it is not refreshed yet. */
  readonly rewrites: (lines: string, metadata?: string) => Promise<void>;
  readonly unit: (name?: string) => ReturnType<typeof unitIn>;
  readonly end: () => Promise<void>;
}

/** The application `tiny` is deployed from a folder, with this many units; nothing has run. */
export async function aSequence(wanted: SequenceOptions = {}): Promise<Sequence> {
  const { juju = '2.9', metadata = 'name: tiny\n', config, lines = ':', units = 1 } = wanted;
  const model = await aTinyModel({}, wanted.parts, { juju, ...wanted.options });
  const broken = path.join(model.folder, 'broken');
  const charm = path.join(model.folder, 'charm');
  await mkdir(broken);
  const write = async (script: string, charmMetadata: string) => {
    await writeCharm(charm, { metadata: charmMetadata, ...(config === undefined ? {} : { config }) });
    const file = path.join(charm, 'dispatch');
    await writeFile(file, `#!/bin/sh\n${script}\ntest ! -e "${broken}/at-$JUJU_HOOK_NAME"\n`);
    await chmod(file, 0o755);
  };
  await write(lines, metadata);
  const { sim } = model;
  sim.setModelConfig({ 'automatically-retry-hooks': 'false' });
  sim.deploy({ application: 'tiny', charm });
  for (let number = 0; number < units; number += 1) sim.addUnit('tiny');
  return {
    model,
    sim,
    ran: async (unit) => ranOf((await sim.settle()).hooks, unit),
    breaks: (hook) => writeFile(path.join(broken, `at-${hook}`), ''),
    mends: (hook) => rm(path.join(broken, `at-${hook}`)),
    rewrites: (script, charmMetadata = metadata) => write(script, charmMetadata),
    unit: (name = 'tiny/0') => unitIn(sim, name),
    end: () => model.end(),
  };
}

/** `install`, `fail-install`, `db-relation-joined mysql/0` of each hook. */
export function ranOf(hooks: readonly HookRecord[], unit?: string): string[] {
  return hooks
    .filter((hook) => unit === undefined || hook.unit === unit)
    .map(({ hook, committed, remoteUnit }) => {
      const name = committed ? hook : `fail-${hook}`;
      return remoteUnit === undefined ? name : `${name} ${remoteUnit}`;
    });
}

/** Where the unit's agent keeps its files. */
export function agentFolderOf({ sim }: Pick<Sequence, 'sim'>, unit = 'tiny/0'): string {
  return path.join(sim.machineOf(unit).root, 'var/lib/juju/agents', `unit-${unit.replace('/', '-')}`);
}

/** Whether the file is there in the unit's charm folder. */
export function hasCharmFile(sequence: Pick<Sequence, 'sim'>, file: string): boolean {
  return existsSync(path.join(agentFolderOf(sequence), 'charm', file));
}

export interface UnitView {
  readonly status: string;
  readonly message: string;
  readonly agent: Unit['agentStatus'];
  readonly failed: HookInfo | null;
}

function unitIn(sim: TinyModel['sim'], name: string): UnitView {
  const unit = sim.model.units[name];
  if (unit === undefined) throw new Error(`there is no unit ${name}`);
  return { ...sim.unitStatus(name), agent: unit.agentStatus, failed: unit.failed?.hook ?? null };
}
