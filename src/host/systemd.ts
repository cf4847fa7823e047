import type { Run } from './run.ts';

/** What systemd says about a unit. A unit that it does not know has the load state `not-found`. */
export interface UnitState {
  /** `loaded`, `not-found`, `masked` and others. */
  readonly load: string;
  /** `active`, `inactive`, `failed`, `activating` and others. */
  readonly active: string;
  /** `running`, `dead`, `auto-restart` and others. */
  readonly sub: string;
  /** Differs after every start; empty for a unit that never ran, and everywhere before systemd 232. */
  readonly invocationId: string;
}

/** Services of the machine. Every function throws CommandFailed when systemd refuses. */
export interface Systemd {
  /** The state of each unit, by the name that was asked for. */
  readonly show: (units: readonly string[]) => Promise<Readonly<Record<string, UnitState>>>;
  /** The unit runs anew. */
  readonly restart: (unit: string) => Promise<void>;
  readonly start: (unit: string) => Promise<void>;
  /** None of the units runs. */
  readonly stop: (units: readonly string[]) => Promise<void>;
  /** Unit files have been read again. */
  readonly reload: () => Promise<void>;
  /** The unit starts with the machine. */
  readonly enable: (unit: string) => Promise<void>;
}

/** The services of the machine that `run` runs programs on. */
export function createSystemd(run: Run): Systemd {
  const tell = async (...args: readonly string[]): Promise<void> => {
    await run(['systemctl', ...args], { timeoutMs: jobTimeoutMs });
  };
  return {
    show: async (units) => {
      if (units.length === 0) return {};
      const { stdout } = await run(['systemctl', 'show', `--property=${properties.join(',')}`, ...units]);
      return statesOf(units, stdout);
    },
    restart: (unit) => tell('restart', unit),
    start: (unit) => tell('start', unit),
    stop: async (units) => {
      if (units.length > 0) await tell('stop', ...units);
    },
    reload: () => tell('daemon-reload'),
    enable: (unit) => tell('enable', unit),
  };
}

/**
 * A name for the unit's present run: it differs after every start, also where systemd has no InvocationID. Empty for a
 * unit that does not run, or of which systemd tells neither.
 */
export async function unitRun(run: Run, unit: string): Promise<string> {
  // ExecMainStartTimestampMonotonic is microseconds since the machine started, and there from the first systemd on.
  const properties = ['ActiveState', 'InvocationID', 'ExecMainStartTimestampMonotonic'];
  const { stdout } = await run(['systemctl', 'show', `--property=${properties.join(',')}`, unit]);
  const fields = fieldsOf(stdout);
  if (fields.get('ActiveState') !== 'active') return '';
  return [fields.get('InvocationID'), fields.get('ExecMainStartTimestampMonotonic')]
    .filter((each) => each !== undefined && each !== '' && each !== '0')
    .join(' ');
}

/**
 * The states in the answer of `systemctl show`: one block per unit, in the order they were asked for.
 *
 * The position counts, not the `Id`: that one is the unit's own name where it was asked for by an alias. If the number
 * of blocks differs, the `Id` has to do.
 */
function statesOf(units: readonly string[], stdout: string): Readonly<Record<string, UnitState>> {
  const blocks = stdout
    .split(/\n[ \t]*\n/)
    .filter((block) => block.trim() !== '')
    .map(fieldsOf);
  const find = (unit: string, position: number): ReadonlyMap<string, string> | undefined =>
    blocks.length === units.length
      ? blocks[position]
      : blocks.find((block) => [unit, `${unit}.service`].includes(block.get('Id') ?? ''));
  return Object.fromEntries(units.map((unit, position) => [unit, stateOf(find(unit, position))]));
}

function fieldsOf(block: string): ReadonlyMap<string, string> {
  return new Map(
    block.split('\n').map((line) => {
      const [name = '', ...value] = line.split('=');
      return [name.trim(), value.join('=').trim()];
    }),
  );
}

function stateOf(fields: ReadonlyMap<string, string> | undefined): UnitState {
  return {
    load: fields?.get('LoadState') ?? 'not-found',
    active: fields?.get('ActiveState') ?? 'inactive',
    sub: fields?.get('SubState') ?? 'dead',
    invocationId: fields?.get('InvocationID') ?? '',
  };
}

const properties = ['Id', 'LoadState', 'ActiveState', 'SubState', 'InvocationID'] as const;

/** systemd gives a unit 90 seconds to stop and 90 to start. */
const jobTimeoutMs = 200_000;
