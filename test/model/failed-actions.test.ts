import { describe, expect, it } from 'vitest';
import { exampleParameters } from '../unit/workload/registry/example.ts';
import { aCluster, act, aModel, joinWorker, statusOf, running } from './a-model.ts';
import { change } from './a-snapped-worker.ts';

describe.each([
  ['2.9', { Code: '0' }],
  ['3.6', { 'return-code': 0 }],
  ['4.0', { 'return-code': 0 }],
] as const)('in Juju %s', (juju, exitCode) => {
  it('every action that cannot be done is failed, with what the charm says, and the unit is in no error', async () => {
    const { sim, end } = await aModel({ juju });
    try {
      await aCluster(sim);
      await joinWorker(sim);
      sim.setApiTrouble({ kind: 'gone' });
      const actions = { pause: {}, resume: {}, microbot: {}, registry: { ...exampleParameters() } };
      for (const [name, parameters] of Object.entries(actions)) {
        const { status, message, results } = await act(sim, name, parameters);
        expect([status, message], name).toEqual([
          'failed',
          expect.stringMatching(new RegExp(`^${name}: .*refused`, 'u')),
        ]);
        expect(results, name).toMatchObject(exitCode);
      }
      expect(statusOf(sim)).toBe(running);
      await change(sim, { channel: '1.99/stable' });
      const { status, message, results } = await act(sim, 'upgrade');
      expect([status, message]).toEqual([
        'failed',
        expect.stringMatching(/^upgrade: channel: the store has no kubectl/u),
      ]);
      expect(results).toMatchObject({ ...exitCode, after: { kubelet: '1.10.2 (430)' } });
    } finally {
      await end();
    }
  });
});
