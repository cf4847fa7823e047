import { describe, expect, it } from 'vitest';
import { createTools } from '../../../src/juju/juju.ts';
import { askForUnits } from '../../../src/worker/ask-for-units.ts';
import { aMachine } from '../host/stand-ins.ts';
import { TinyJuju } from '../juju/tiny-juju.ts';
import { aRecord } from './a-record.ts';

const minute = 60_000;
const units = '{"units":{"kubernetes-worker/0":{"status":"active","since":"x"}},"relations":{}}';

async function asked(given: { readonly sweptAt: number | null; readonly isLeader?: boolean; readonly fails?: string }) {
  const juju = new TinyJuju();
  juju.answers.set('is-leader', String(given.isLeader ?? true)).set('goal-state', units);
  if (given.fails !== undefined) juju.failures.set(given.fails, { exitCode: 1, stderr: 'ERROR cannot say\n' });
  const answer = await askForUnits({
    tools: createTools(juju.run),
    machine: { ...aMachine().machine, now: () => 100 * minute },
    jujuFiles: aMachine().files,
    record: aRecord({ sweptAt: given.sweptAt }).now,
    app: 'kubernetes-worker',
    unit: 'kubernetes-worker/0',
    modelUuid: null,
    proxies: { http: '', https: '', none: '' },
    input: () => Promise.reject(new Error('no other input is read')),
  });
  return { answer, tools: juju.calls.map(({ argv }) => argv[0]) };
}

describe('the units of the application', () => {
  it.each([
    ['never', null],
    ['a quarter of an hour ago', 85 * minute],
    ['in a future that a clock has left again', 200 * minute],
  ])('are asked for where nodes were looked for %s', async (_title, sweptAt) => {
    expect(await asked({ sweptAt })).toEqual({
      answer: { isLeader: true, units: ['kubernetes-worker/0'] },
      tools: ['is-leader', 'goal-state'],
    });
  });

  it('are not asked for before', async () => {
    expect(await asked({ sweptAt: 86 * minute })).toEqual({ answer: null, tools: [] });
  });

  it('are the business of the leader only', async () => {
    const { answer, tools } = await asked({ sweptAt: null, isLeader: false });
    expect({ answer, tools }).toEqual({ answer: { isLeader: false, units: [] }, tools: ['is-leader'] });
  });

  it.each(['is-leader', 'goal-state'])(
    'are nobody’s business where Juju fails at %s, and no hook fails',
    async (fails) => {
      expect((await asked({ sweptAt: null, fails })).answer).toEqual({ isLeader: false, units: [] });
    },
  );
});
