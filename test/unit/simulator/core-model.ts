/** Models of tiny shell charms and stand-ins, in a temporary folder. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { CharmMetadata, StandInCharm, StandInHook } from '../../../simulator/contract.ts';
import { readKept } from '../../../simulator/store/journal.ts';
import { startGateway } from '../../../simulator/gateway/gateway.ts';
import { openSimulationWith } from '../../../simulator/agent/open-simulation.ts';
import type { Parts, Settled, Simulation, SimulationOptions } from '../../../simulator/agent/open-simulation.ts';
import { noCluster } from './no-cluster.ts';

export interface TinyModel {
  readonly sim: Simulation;
  readonly folder: string;
  /** Closes the simulation and opens the folder again, as a later command does. */
  readonly reopened: (options?: Partial<SimulationOptions>) => Promise<TinyModel>;
  /** The same without saving; `between` is done to the folder while nobody has it open. */
  readonly reopenedWithoutSaving: (between?: () => Promise<void>) => Promise<TinyModel>;
  readonly end: () => Promise<void>;
}

export interface ShellCharm {
  /** Gets a summary and a description where it has none. */
  readonly metadata?: string;
  /** Names every release where it is left out and the metadata has no series; null for none. */
  readonly manifest?: string | null;
  readonly config?: string;
  /** Hook name to the lines of a shell script. */
  readonly hooks?: Readonly<Record<string, string>>;
}

const everyBase = ['20.04', '22.04', '24.04', '18.04', '16.04'];
const everyManifest = `bases:\n${everyBase.map((release) => `- {name: ubuntu, channel: "${release}"}\n`).join('')}`;

/** Rooms that do nothing, so that only agents, tools and the model are seen. */
const tinyParts: Parts = {
  startGateway,
  programs: { 'apt-get': ({ argv }) => ({ exitCode: 0, stdout: `apt ${argv.join(' ')}\n`, stderr: '' }) },
  prepareMachine: async () => undefined,
  createCluster: () => noCluster,
  serveCluster: async () => ({ proxy: '', close: async () => undefined }),
  standIns: {},
  inert: (name) => standIn({ name }),
};

/** A charm folder, and an empty model whose charm under test it is. */
export async function aTinyModel(
  charm: ShellCharm,
  parts: Partial<Parts> = {},
  options: Partial<SimulationOptions> = {},
): Promise<TinyModel> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tiny-model-'));
  await writeCharm(path.join(folder, 'charm'), charm);
  return opened(folder, parts, options);
}

export async function writeCharm(
  folder: string,
  { metadata = 'name: tiny\n', manifest, config, hooks = {} }: ShellCharm,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'hooks'), { recursive: true });
  await writeFile(path.join(folder, 'metadata.yaml'), withRequired(metadata));
  const bases = manifest === undefined && !/^series:/mu.test(metadata) ? everyManifest : (manifest ?? null);
  if (bases !== null) await writeFile(path.join(folder, 'manifest.yaml'), bases);
  if (Object.keys(hooks).length === 0) await writeFile(path.join(folder, 'hooks', 'unused'), '');
  if (config !== undefined) await writeFile(path.join(folder, 'config.yaml'), config);
  for (const [name, lines] of Object.entries(hooks)) {
    const file = path.join(folder, 'hooks', name);
    await writeFile(file, `#!/bin/sh\n${lines}\n`);
    await chmod(file, 0o755);
  }
}

function withRequired(metadata: string): string {
  const missing = ['summary', 'description'].filter((key) => !new RegExp(`^${key}:`, 'mu').test(metadata));
  return `${metadata.trimEnd()}\n${missing.map((key) => `${key}: tiny\n`).join('')}`;
}

async function opened(folder: string, parts: Partial<Parts>, options: Partial<SimulationOptions>): Promise<TinyModel> {
  const sim = await openSimulationWith(
    { ...tinyParts, ...parts },
    { folder: path.join(folder, 'model'), charmFolder: path.join(folder, 'charm'), ...options },
  );
  // No write to the model may go by unnoticed: what is on disk is what there is.
  const savedWhole = async () => {
    await sim.save();
    expect(readKept(path.join(folder, 'model'))?.model).toEqual(sim.model);
  };
  return {
    sim,
    folder,
    reopened: async (changes = {}) => {
      await savedWhole();
      await sim.close();
      return opened(folder, parts, { ...options, ...changes });
    },
    reopenedWithoutSaving: async (between = async () => undefined) => {
      await sim.close();
      await between();
      return opened(folder, parts, options);
    },
    end: async () => {
      await savedWhole();
      await sim.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A stand-in with these endpoints, as `requires db: mysql` lines, that calls `handle`. */
export function standIn(
  metadata: Partial<CharmMetadata> & { readonly name: string },
  handle: (hook: StandInHook) => void = () => undefined,
): StandInCharm {
  return { metadata: { isSubordinate: false, endpoints: {}, resources: {}, options: {}, ...metadata }, handle };
}

/** `unit hook` or `unit hook remote` of each hook, in the order in which they ran. */
export function names({ hooks }: Settled, unit?: string): string[] {
  return hooks
    .filter((hook) => unit === undefined || hook.unit === unit)
    .map(({ hook, remoteUnit }) => (remoteUnit === undefined ? hook : `${hook} ${remoteUnit}`));
}

/** The same lines for every hook of a unit's life without relations. */
export function everyHook(lines: string, more: readonly string[] = []): Record<string, string> {
  const hooks = [
    'install',
    'leader-elected',
    'leader-settings-changed',
    'config-changed',
    'start',
    'upgrade-charm',
    'update-status',
    'stop',
    'remove',
  ];
  return Object.fromEntries([...hooks, ...more].map((name) => [name, lines]));
}
