import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { isSwitchedOn, stateOf } from './state.ts';
import { loadStateOf, recordOf, reloadUnits, retryDaemons, startUnit, stopUnit, unitName } from './systemd.ts';

/** `systemctl`: units of the machine, as far as a charm looks at them. */
export function systemctl({ machine, argv }: ProgramCall): Answer {
  const options = argv.filter((arg) => arg.startsWith('-'));
  const [verb, ...names] = argv.filter((arg) => !arg.startsWith('-'));
  const units = names.map(unitName);
  const unknown = options.find(
    (option) => !/^--(?:property=|no-pager$|quiet$|now$|no-block$|system$|value$)|^-[pq]/u.test(option),
  );
  if (unknown !== undefined) return refused(1, `systemctl: unrecognized option '${unknown}'`);
  if (verb === undefined || verb === 'daemon-reload') {
    if (verb !== undefined) reloadUnits(machine);
    return verb !== undefined && units.length > 0 ? refused(1, 'Too many arguments.') : said();
  }
  const act = verbs[verb];
  if (act === undefined) return refused(1, `Unknown operation ${verb}.`);
  if (units.length === 0) return refused(1, 'Too few arguments.');
  if (['show', 'status', 'is-active'].includes(verb)) retryDaemons(machine);
  return act(machine, units, options);
}

type Act = (machine: Machine, units: readonly string[], options: readonly string[]) => Answer;

const verbs: Readonly<Record<string, Act>> = {
  show,
  start: (machine, units) => forEach(machine, units, 'start', (unit) => recordOf(machine, unit).active !== 'active'),
  restart: (machine, units) => forEach(machine, units, 'restart', () => true),
  'try-restart': (machine, units) =>
    forEach(machine, units, 'restart', (unit) => recordOf(machine, unit).active === 'active'),
  stop: (machine, units) => {
    for (const unit of units) {
      if (loadStateOf(machine, unit) === 'not-found')
        return refused(5, `Failed to stop ${unit}: Unit ${unit} not loaded.`);
      stopUnit(machine, unit);
    }
    return said();
  },
  'is-active': (machine, units) => {
    const states = units.map((unit) => recordOf(machine, unit).active);
    return {
      exitCode: states.includes('active') ? 0 : 3,
      stdout: states.map((state) => `${state}\n`).join(''),
      stderr: '',
    };
  },
  'is-enabled': (machine, units) => {
    const missing = units.find((unit) => loadStateOf(machine, unit) === 'not-found');
    if (missing !== undefined)
      return refused(1, `Failed to get unit file state for ${missing}: No such file or directory`);
    const states = units.map((unit) => (recordOf(machine, unit).isEnabled ? 'enabled' : 'disabled'));
    return {
      exitCode: states.includes('enabled') ? 0 : 1,
      stdout: states.map((state) => `${state}\n`).join(''),
      stderr: '',
    };
  },
  enable: (machine, units, options) => setEnabled(machine, units, true, options.includes('--now')),
  disable: (machine, units) => setEnabled(machine, units, false, false),
  status: (machine, units) => {
    const [unit = ''] = units;
    if (loadStateOf(machine, unit) === 'not-found') return refused(4, `Unit ${unit} could not be found.`);
    const { active, sub, problem } = recordOf(machine, unit);
    const lines = [
      `● ${unit}`,
      `   Loaded: ${loadStateOf(machine, unit)}`,
      `   Active: ${active} (${sub})`,
      ...(problem === null ? [] : ['', problem]),
    ];
    return { exitCode: active === 'active' ? 0 : 3, stdout: `${lines.join('\n')}\n`, stderr: '' };
  },
};

function show(machine: Machine, units: readonly string[], options: readonly string[]): Answer {
  const asked = options.flatMap((option) =>
    option.startsWith('--property=') ? option.slice('--property='.length).split(',') : [],
  );
  const blocks = units.map((unit) => {
    const record = recordOf(machine, unit);
    const load = loadStateOf(machine, unit);
    const all: [string, string][] = [
      ['Restart', unit.startsWith('snap.') ? 'always' : 'no'],
      ['Id', unit],
      ['LoadState', load],
      ['ActiveState', record.active],
      ['SubState', record.sub],
      ['UnitFileState', load === 'not-found' ? '' : record.isEnabled ? 'enabled' : 'disabled'],
      ['InvocationID', record.invocationId],
    ];
    return all
      .filter(([name]) => asked.length === 0 || asked.includes(name))
      .filter(
        ([name, value]) => name !== 'InvocationID' || (value !== '' && !isSwitchedOn(machine, 'hidesInvocationIds')),
      )
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
  });
  return said(blocks.join('\n'));
}

function forEach(
  machine: Machine,
  units: readonly string[],
  verb: 'start' | 'restart',
  isDue: (unit: string) => boolean,
): Answer {
  const warnings: string[] = [];
  for (const unit of units) {
    const load = loadStateOf(machine, unit);
    if (load === 'not-found') return refused(5, `Failed to ${verb} ${unit}: Unit ${unit} not found.`);
    if (load === 'masked') return refused(1, `Failed to ${verb} ${unit}: Unit ${unit} is masked.`);
    if (load === 'bad-setting')
      return refused(
        1,
        `Failed to ${verb} ${unit}: Unit ${unit} is not loaded properly: Invalid argument.\nSee system logs and 'systemctl status ${unit}' for details.`,
      );
    if (!isDue(unit)) continue;
    const { problem, isNoticed, isChangedOnDisk } = startUnit(machine, unit);
    if (isChangedOnDisk) warnings.push(changedOnDisk(machine, unit));
    if (problem !== null && isNoticed) {
      return refused(
        1,
        `${warnings.join('')}Job for ${unit} failed because the control process exited with error code. See "systemctl status ${unit}" and "journalctl -xe" for details.`,
      );
    }
  }
  return said('', warnings.join(''));
}

function changedOnDisk(machine: Machine, unit: string): string {
  if (machine.series === 'xenial')
    return `Warning: ${unit} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`;
  return `Warning: The unit file, source configuration file or drop-ins of ${unit} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`;
}

function setEnabled(machine: Machine, units: readonly string[], isEnabled: boolean, isStarted: boolean): Answer {
  const verb = isEnabled ? 'enable' : 'disable';
  const missing = units.find((unit) => loadStateOf(machine, unit) === 'not-found');
  if (missing !== undefined) return refused(1, `Failed to ${verb} unit: Unit file ${missing} does not exist.`);
  for (const unit of units) stateOf(machine).units[unit] = { ...recordOf(machine, unit), isEnabled };
  return isStarted ? forEach(machine, units, 'start', (unit) => recordOf(machine, unit).active !== 'active') : said();
}
