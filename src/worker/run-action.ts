import { CharmError } from '../host/host.ts';
import { loadMachineFile, loadState } from '../juju/juju.ts';
import type { ActionEvent, ActionResults, ActionTools } from '../juju/juju.ts';
import { ActionFailed } from './actions/action-failed.ts';
import { actionTable } from './actions/action-table.ts';
import { lookAtUnit } from './look.ts';
import { readTemplate, reconcile } from './reconcile.ts';
import { reportError } from './report-error.ts';
import { stateFolder } from './worker-run.ts';
import type { WorkerRun } from './worker-run.ts';

export interface ActionRun extends WorkerRun {
  readonly action: ActionEvent;
  readonly actionTools: ActionTools;
}

/**
 * One action from end to end: it has done what it was asked, and Juju has its results; or Juju has been told why not.
 *
 * What an action changes on the machine, the next hook finds there, or in machine.json; an action that wants more asks
 * for a pass of the engine (`settle`). A failed action is told to Juju, and ends like one that succeeded: with another
 * exit code Juju would show that number in place of our message.
 *
 * @throws HookToolFailed when Juju does not listen
 */
export async function runAction(run: ActionRun): Promise<void> {
  const { action, actionTools, warn } = run;
  let results: ActionResults;
  try {
    results = await act(run);
  } catch (error) {
    const { lines } = reportError(error);
    for (const line of error instanceof ActionFailed ? [] : lines) warn(line);
    if (error instanceof ActionFailed) await actionTools.setResults(error.results);
    await actionTools.fail(`${action.name}: ${messageOf(error)}`);
    return;
  }
  await actionTools.setResults(results);
}

async function act(run: ActionRun): Promise<ActionResults> {
  const { action, machine, jujuFiles, tools, actionTools, warn } = run;
  const known = actionTable.find(({ name }) => name === action.name);
  if (known === undefined) throw new ActionFailed('this charm has no such action');
  const folder = stateFolder(action);
  const loaded = await loadState(jujuFiles, folder);
  const record = await loadMachineFile(jujuFiles, folder, run);
  for (const warning of [loaded.warning, record.warning]) if (warning !== null) warn(warning);
  const { app, unit, charmDir, modelUuid } = action;
  const caller = { app, unit, charmDir, modelUuid };
  return known.run(await actionTools.parameters(), {
    app,
    unit,
    charmDir,
    machine,
    jujuFiles,
    tools,
    record,
    state: loaded.state,
    template: (name) => readTemplate({ jujuFiles, caller }, name),
    settle: () => reconcile({ ...run, caller, hook: 'config-changed', record, mayReboot: false }),
    look: () => lookAtUnit({ ...run, caller, record }),
    tell: actionTools.log,
    warn,
  });
}

function messageOf(error: unknown): string {
  if (error instanceof CharmError) return error.message;
  return `this is a fault of the charm, please report it with the log of this action: ${String(error)}`;
}
