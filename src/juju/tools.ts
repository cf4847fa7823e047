import * as z from 'zod/mini';
import { secret } from '../host/host.ts';
import type { Run } from '../host/host.ts';
import { networkAnswer, networkInfo } from './network-info.ts';
import type { NetworkInfo } from './network-info.ts';
import { toolRunner } from './run-tool.ts';
import type { ToolRunner } from './run-tool.ts';

/** What can be asked of Juju and told to it within a hook. Relation data and ports reach others after the hook. */
export interface Tools {
  /** Options that have a value. Juju keeps them constant during a hook. */
  readonly config: () => Promise<Readonly<Record<string, unknown>>>;
  readonly relationIds: (endpoint: string) => Promise<readonly string[]>;
  /** Units at the other end that have joined; none when the relation is gone. */
  readonly relationUnits: (id: string) => Promise<readonly string[]>;
  /** The bag of a member, this unit included; empty when the relation is gone. */
  readonly relationData: (id: string, member: string) => Promise<Readonly<Record<string, string>>>;
  /** Changes the bag of this unit; null deletes. Nothing happens when the relation is gone. */
  readonly setRelationData: (id: string, changes: Readonly<Record<string, string | null>>) => Promise<void>;
  readonly status: () => Promise<UnitStatus>;
  /** Visible at once, also when the hook fails afterwards. */
  readonly setStatus: (status: string, message: string) => Promise<void>;
  readonly openPort: (port: string) => Promise<void>;
  readonly closePort: (port: string) => Promise<void>;
  /** Ports that this unit has opened, for example `80/tcp`, in lower case. */
  readonly openedPorts: () => Promise<readonly string[]>;
  readonly network: (binding: string) => Promise<NetworkInfo>;
  /** Null when Juju does not know it. */
  readonly address: (which: 'private-address' | 'public-address') => Promise<string | null>;
  readonly isLeader: () => Promise<boolean>;
  /** Units of this application that Juju has or will have, this one and those that are being removed among them. */
  readonly goalUnits: () => Promise<readonly string[]>;
  /** Path of the file; null when none was attached or the charm does not declare it. An empty file has a path too. */
  readonly resource: (name: string) => Promise<string | null>;
  readonly setVersion: (version: string) => Promise<void>;
  /** The machine reboots once this hook has succeeded. Refused in actions. */
  readonly reboot: () => Promise<void>;
  /** How many hook tools have been run. */
  readonly count: () => number;
}

export interface UnitStatus {
  readonly status: string;
  readonly message: string;
}

/**
 * The hook tools of Juju, run through `run`.
 *
 * Every answer is asked for as JSON and checked.
 *
 * @throws HookToolFailed when a tool refuses, is missing, or answers something unexpected
 */
export function createTools(run: Run): Tools {
  const tool = toolRunner(run);
  return { ...relationTools(tool), ...portTools(tool), ...unitTools(tool), count: tool.count };
}

function relationTools(tool: ToolRunner) {
  return {
    relationIds: async (endpoint: string) =>
      (await tool.ask({ argv: ['relation-ids', json, endpoint], schema: names, expected: 'a list of relation ids' })) ??
      [],
    relationUnits: async (id: string) => {
      const argv = ['relation-list', json, '-r', id] as const;
      return (await tool.askIfThere({ argv, schema: names, expected: 'a list of units' }, relationIsGone)) ?? [];
    },
    relationData: async (id: string, member: string) => {
      const argv = ['relation-get', json, '-r', id, '-', member] as const;
      return (await tool.askIfThere({ argv, schema: bag, expected: 'an object of strings' }, relationIsGone)) ?? {};
    },
    setRelationData: (id: string, changes: Readonly<Record<string, string | null>>) => {
      const pairs = Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, value ?? '']));
      // By stdin: exact to the byte, and out of the process list, since bags may hold secrets.
      return tool.tell(
        ['relation-set', '-r', id, '--file', '-'],
        { stdin: secret(JSON.stringify(pairs)) },
        relationIsGone,
      );
    },
  };
}

function portTools(tool: ToolRunner) {
  return {
    openPort: (port: string) => tool.tell(['open-port', port]),
    closePort: (port: string) => tool.tell(['close-port', port]),
    openedPorts: async () => {
      const ports = await tool.ask({ argv: ['opened-ports', json], schema: names, expected: 'a list of ports' });
      return (ports ?? []).map((port) => port.toLowerCase());
    },
    network: async (binding: string) => {
      const argv = ['network-get', json, binding] as const;
      return networkInfo(await tool.ask({ argv, schema: networkAnswer, expected: 'the addresses of a binding' }));
    },
    address: async (which: 'private-address' | 'public-address') => {
      const question = {
        argv: ['unit-get', json, which],
        schema: z.nullable(z.string()),
        expected: 'an address',
      } as const;
      return (await tool.askIfThere(question, /address not found/iu)) || null;
    },
  };
}

function unitTools(tool: ToolRunner) {
  return {
    config: async () => {
      const options = await tool.ask({ argv: ['config-get', json], schema: record, expected: 'an object of options' });
      return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== null));
    },
    status: async () => {
      const argv = ['status-get', json, '--include-data'] as const;
      const expected = 'an object with status and message';
      const answer = await tool.ask({ argv, schema: statusAnswer, expected });
      return { status: answer.status, message: answer.message ?? '' };
    },
    setStatus: (status: string, message: string) => tool.tell(['status-set', status, '--', message]),
    isLeader: () => tool.ask({ argv: ['is-leader', json], schema: z.boolean(), expected: 'true or false' }),
    goalUnits: async () => {
      const expected = 'an object with the units';
      const answer = await tool.ask({ argv: ['goal-state', json], schema: goalAnswer, expected });
      return Object.keys(answer.units ?? {}).sort();
    },
    resource: async (name: string) => {
      const path = await tool.askText(['resource-get', name], /could not download resource/iu, {
        timeoutMs: downloadMs,
      });
      return path === null ? null : path.replace(/\n$/u, '') || null;
    },
    reboot: () => tool.tell(['juju-reboot']),
    setVersion: (version: string) => tool.tell(['application-version-set', '--', version]),
  };
}

const json = '--format=json';
const relationIsGone = /relation not found/iu;
/** The unit agent fetches the file from the controller while the tool waits; a snap can be hundreds of megabytes. */
const downloadMs = 15 * 60_000;

// Anything empty may be null.
const names = z.nullable(z.array(z.string()));
const bag = z.nullable(z.record(z.string(), z.string()));
const record = z.nullable(z.record(z.string(), z.unknown()));
const goalAnswer = z.object({ units: z.nullish(z.record(z.string(), z.unknown())) });
const statusAnswer = z.object({ status: z.string(), message: z.nullish(z.string()) });
