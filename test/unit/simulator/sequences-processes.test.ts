import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Parts } from '../../../simulator/agent/open-simulation.ts';
import type { Program } from '../../../simulator/contract.ts';
import { aTinyModel, everyHook, writeCharm } from './core-model.ts';
import type { ShellCharm, TinyModel } from './core-model.ts';

let model: TinyModel;
afterEach(() => model.end());

/** `tiny/0` has started, and its charm's folder on the machine. */
async function started(charm: ShellCharm, parts: Partial<Parts> = {}): Promise<string> {
  model = await aTinyModel(charm, parts);
  model.sim.setModelConfig({ 'automatically-retry-hooks': 'false' });
  model.sim.deploy({ application: 'tiny', charm: path.join(model.folder, 'charm') });
  model.sim.addUnit('tiny');
  await model.sim.settle();
  return path.join(model.sim.machine('0').root, 'var/lib/juju/agents/unit-tiny-0/charm');
}

/** What became of update-status, and what the log says of it. */
async function updateStatus(): Promise<{ readonly outcome: string; readonly log: readonly string[] }> {
  const before = model.sim.log().length;
  model.sim.updateStatus();
  const { hooks } = await model.sim.settle();
  const [hook] = hooks;
  const log = model.sim.log().slice(before);
  return {
    outcome: hook === undefined ? 'skipped' : hook.committed ? `ran ${hook.stdout.trim()}` : 'failed',
    log: log.filter(({ module }) => module.startsWith('juju.')).map(({ level, message }) => `${level} ${message}`),
  };
}

const run = '#!/bin/sh\necho $0 $JUJU_DISPATCH_PATH\n';
type Place = (charm: string) => Promise<void>;
const at =
  (name: string, text = run, mode = 0o755): Place =>
  async (charm) => {
    await rm(path.join(charm, name), { force: true });
    await writeFile(path.join(charm, name), text);
    await chmod(path.join(charm, name), mode);
  };
const link =
  (name: string, target: string): Place =>
  async (charm) => {
    await rm(path.join(charm, name), { force: true });
    await symlink(target, path.join(charm, name));
  };
const directory =
  (name: string): Place =>
  async (charm) => {
    await rm(path.join(charm, name), { force: true });
    await mkdir(path.join(charm, name));
  };

describe('the file of a hook', () => {
  const hook = 'hooks/update-status';
  it.each<[string, readonly Place[], string, string]>([
    ['that is there runs', [at(hook)], `ran CHARM/${hook} ${hook}`, 'explicit, bespoke hook script'],
    [
      'is not looked at beside a dispatch',
      [at(hook), at('dispatch')],
      `ran CHARM/dispatch ${hook}`,
      'hook dispatching script: dispatch',
    ],
    ['may be a link within the charm', [at('main'), link(hook, '../main')], `ran CHARM/${hook} ${hook}`, 'bespoke'],
    ['runs when dispatch leads nowhere', [at(hook), link('dispatch', 'nowhere')], `ran CHARM/${hook} ${hook}`, ''],
  ])('%s', async (_what, places, outcome, via) => {
    const charm = await started({});
    for (const place of places) await place(charm);
    const result = await updateStatus();
    expect(result.outcome.replace(charm, 'CHARM')).toBe(outcome);
    expect(result.log[0]).toContain(
      `INFO ran "update-status" hook (via ${via === 'bespoke' || via === '' ? 'explicit, bespoke hook script' : via})`,
    );
  });

  it.each<[string, readonly Place[]]>([
    ['is not there', []],
    ['is a link that leads nowhere', [link(hook, 'nowhere')]],
  ])('that %s makes the hook one that is skipped', async (_what, places) => {
    const charm = await started({});
    for (const place of places) await place(charm);
    expect(await updateStatus()).toEqual({
      outcome: 'skipped',
      log: ['INFO skipped "update-status" hook (missing)'],
    });
  });

  it.each<[string, readonly Place[], string]>([
    ['hook that is not executable', [at(hook, run, 0o644)], `fork/exec CHARM/${hook}: permission denied`],
    [
      'dispatch that is not executable',
      [at(hook), at('dispatch', run, 0o644)],
      'fork/exec CHARM/dispatch: permission denied',
    ],
    ['hook that is a folder', [directory(hook)], `fork/exec CHARM/${hook}: permission denied`],
    ['dispatch that is a folder', [at(hook), directory('dispatch')], 'fork/exec CHARM/dispatch: permission denied'],
    [
      'interpreter that is not there',
      [at(hook, '#!/usr/bin/no-such\n')],
      `fork/exec CHARM/${hook}: no such file or directory`,
    ],
    ['file without an interpreter', [at(hook, 'echo x\n')], `fork/exec CHARM/${hook}: exec format error`],
    ['link that leads to itself', [link(hook, 'update-status')], 'too many levels of symbolic links'],
  ])('a %s fails the hook', async (_what, places, problem) => {
    const charm = await started({});
    for (const place of places) await place(charm);
    const { outcome, log } = await updateStatus();
    expect(outcome).toBe('failed');
    expect(log[0]?.replaceAll(charm, 'CHARM')).toMatch(
      /^ERROR hook "update-status" \(via (explicit, bespoke hook script|hook dispatching script: dispatch)\) failed: /u,
    );
    expect(log[0]?.replaceAll(charm, 'CHARM')).toContain(problem);
    expect(model.sim.unitStatus('tiny/0')).toEqual({ status: 'error', message: 'hook failed: "update-status"' });
  });

  it('is not looked for where metadata.yaml is gone: the charm is missing', async () => {
    const charm = await started({ hooks: { 'update-status': 'true' } });
    await rm(path.join(charm, 'metadata.yaml'));
    const { outcome, log } = await updateStatus();
    expect(outcome).toBe('failed');
    expect(log[0]).toContain('failed: charm missing from disk');
  });
});

describe('the process of a hook', () => {
  it('has nothing to read, no arguments, and the charm folder to be in', async () => {
    const charm = await started({ hooks: { 'update-status': 'cat; echo $#; pwd; readlink /proc/self/fd/0' } });
    expect((await updateStatus()).outcome).toBe(`ran 0\n${charm}\n/dev/null`);
  });

  it('that is terminated is queued again, is no error, and loses what it buffered', async () => {
    const script = 'open-port 80\nstatus-set blocked x\ntest -e once && exit 0\ntouch once\nkill -TERM $$';
    await started({ hooks: { 'update-status': script } });
    model.sim.updateStatus();
    const { hooks } = await model.sim.settle({ maxHooks: 1 });
    expect(hooks.map(({ signal, committed }) => [signal, committed])).toEqual([['SIGTERM', false]]);
    expect(model.sim.model.units['tiny/0']?.ports).toEqual([]);
    expect(model.sim.unitStatus('tiny/0')).toMatchObject({ status: 'blocked', message: 'x' });
    expect(model.sim.log().map(({ message }) => message)).toContain('hook "update-status" was terminated');
    await model.sim.settle();
    expect(model.sim.model.units['tiny/0']?.ports).toEqual(['80/tcp']);
  });

  it('may feed a tool with what another one says, and a program too', async () => {
    const lines = [
      `state-set 'a=1'`,
      '{ sleep 0.3; state-get --format=json; } | state-set --file -',
      '{ sleep 0.3; is-leader; } | reads',
      'state-get a',
    ];
    const reads: Program = async ({ stdin }) => ({ exitCode: 0, stdout: await stdin(), stderr: '' });
    await started({ hooks: { 'update-status': lines.join('\n') } }, { programs: { reads } });
    expect((await updateStatus()).outcome).toBe('ran True\n1');
  });

  it('leaves no right to its children to call tools when it is over', async () => {
    const late = 'until test -e go; do sleep 0.02; done; is-leader >late 2>&1; echo $? >>late; touch over';
    const charm = await started({
      hooks: {
        'update-status': `(${late}) >/dev/null 2>&1 </dev/null &`,
        'config-changed': 'test -e go || exit 0\nuntil test -e over; do sleep 0.02; done',
      },
    });
    await updateStatus();
    await writeFile(path.join(charm, 'go'), '');
    while ((await readFile(path.join(charm, 'over'), 'utf8').catch(() => null)) === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await readFile(path.join(charm, 'late'), 'utf8')).toBe(
      'ERROR dial unix @/var/lib/juju/agents/unit-tiny-0/agent.socket: connect: connection refused\n1\n',
    );
  });

  it('has children that another hook of the unit does not know', async () => {
    const late = 'until test -e go; do sleep 0.02; done; is-leader >late 2>&1; echo $? >>late; touch over';
    const charm = await started({
      hooks: {
        'update-status': `(${late}) >/dev/null 2>&1 </dev/null &`,
        'config-changed': 'test -e started || exit 0\ntouch go\nuntil test -e over; do sleep 0.02; done',
      },
    });
    await updateStatus();
    await writeFile(path.join(charm, 'started'), '');
    model.sim.setTrust('tiny', true);
    await model.sim.settle();
    expect(await readFile(path.join(charm, 'late'), 'utf8')).toMatch(
      /^ERROR bad request: expected context id "tiny\/0-config-changed-\d+", got "tiny\/0-update-status-\d+"\n1\n$/u,
    );
  });
});

describe('two units of a machine', () => {
  it('never run hooks at the same time, a principal and its subordinate neither', async () => {
    const guard = 'lock=$KUBERNETES_WORKER_ROOT/lock; mkdir "$lock" || exit 9; sleep 0.05; rmdir "$lock"';
    model = await aTinyModel({ hooks: everyHook(guard) });
    const beside = path.join(model.folder, 'beside');
    await writeCharm(beside, {
      metadata: 'name: beside\nsubordinate: true\nrequires: {host: {interface: juju-info, scope: container}}\n',
      hooks: {
        ...everyHook(`${guard}; echo $JUJU_PRINCIPAL_UNIT $JUJU_MACHINE_ID`),
        'host-relation-joined': guard,
        'host-relation-changed': guard,
      },
    });
    model.sim.deploy({ application: 'tiny', charm: path.join(model.folder, 'charm') });
    model.sim.deploy({ application: 'beside', charm: beside });
    model.sim.addUnit('tiny');
    model.sim.addUnit('tiny', { machine: '0' });
    model.sim.relate('tiny', 'beside');
    await model.sim.settle();
    for (const application of ['tiny', 'beside']) model.sim.setTrust(application, true);
    model.sim.updateStatus();
    const { hooks, failed } = await model.sim.settle();
    expect(failed).toEqual([]);
    const told = new Map(hooks.map(({ unit, stdout }) => [unit, stdout.trim()]));
    expect([told.get('tiny/0'), told.get('tiny/1')]).toEqual(['', '']);
    expect([told.get('beside/0'), told.get('beside/1')].sort()).toEqual(['tiny/0 0', 'tiny/1 0']);
  });
});
