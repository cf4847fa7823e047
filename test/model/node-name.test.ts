import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMachineFile, writeMachineFile } from '../../simulator/programs/machine-files.ts';
import { stateOf } from '../../simulator/programs/state.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { aCluster, aModel, inACopy, joinWorker, running, settled, statusOf } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { applied, machineIdOf, nodesOf, typed } from './a-node.ts';

const unit = 'kubernetes-worker/1';
const otherId = '0123456789abcdef0123456789abcdef';

/** A worker, and a second one whose machine is there, and has not joined yet. */
let base: TestModel;

beforeAll(async () => {
  base = await aModel();
  await aCluster(base.sim);
  await joinWorker(base.sim);
  base.sim.setApiTrouble({ kind: 'gone' });
  base.sim.addUnit('kubernetes-worker');
  await settled(base.sim);
  base.sim.setApiTrouble(null);
  await base.sim.save();
});
afterAll(() => base.end());

const story = (tell: (sim: Simulation, node: string) => Promise<void>) =>
  inACopy(base, (sim) => tell(sim, sim.machineOf(unit).hostName.toLowerCase()));

/** The cluster has a node of this name, of a machine with this id. */
const nodeThere = (sim: Simulation, name: string, machineID: string | null) =>
  applied(sim, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: {},
    status: {
      addresses: [{ type: 'InternalIP', address: '10.9.9.9' }],
      conditions: [{ type: 'Ready', status: 'True' }],
      ...(machineID === null ? {} : { nodeInfo: { machineID } }),
    },
  });

const ownId = (sim: Simulation) => readMachineFile(sim.machineOf(unit), '/etc/machine-id')?.trim() ?? '';
const kubeletRuns = (sim: Simulation) =>
  stateOf(sim.machineOf(unit)).units['snap.kubelet.daemon.service']?.active === 'active';

/** The status some time later, when systemd has tried again what had not come up without the API server. */
async function later(sim: Simulation): Promise<string> {
  sim.updateStatus(unit);
  await settled(sim);
  await sim.advance(15);
  sim.updateStatus(unit);
  await settled(sim);
  return statusOf(sim, unit);
}

describe('a worker that joins', () => {
  it('waits for an API server that does not answer, and says so', () =>
    story(async (sim, node) => {
      expect(statusOf(sim, unit)).toMatch(
        new RegExp(`^waiting: Waiting for the API server to tell about node ${node} \\(.*refused`, 'u'),
      );
      expect(await later(sim)).toBe(running);
      expect(machineIdOf(sim, node)).toBe(ownId(sim));
    }));

  it('does not take over the node of another machine, and says what to type', () =>
    story(async (sim, node) => {
      await nodeThere(sim, node, otherId);
      expect(await later(sim)).toBe(
        `blocked: Node ${node} is of another machine at 10.9.9.9 (machine id ${otherId}), which is up; kubelet is not ` +
          `started. If that machine is gone: kubectl delete node ${node}; else give this one another host name`,
      );
      expect(kubeletRuns(sim)).toBe(false);
      expect(machineIdOf(sim, node)).toBe(otherId);
      await typed(sim, 'kubectl', 'delete', 'node', node);
      expect(await later(sim)).toBe(running);
      expect(machineIdOf(sim, node)).toBe(ownId(sim));
    }));

  it('does not delete, cordon or drain the node of another machine when it leaves', () =>
    story(async (sim, node) => {
      await nodeThere(sim, node, otherId);
      await later(sim);
      sim.removeUnit(unit);
      const hooks = (await settled(sim)).filter((hook) => hook.unit === unit);
      const stderr = hooks.map((hook) => hook.stderr).join('');
      expect(stderr).toContain(`node ${node} is not of this machine, and is left alone`);
      expect(hooks.flatMap(({ calls }) => calls.flatMap(({ argv }) => argv))).not.toContain('drain');
      expect(machineIdOf(sim, node)).toBe(otherId);
    }));

  it.each([
    ['its own node, from an earlier deployment', (sim: Simulation) => ownId(sim)],
    ['a node of which no kubelet has told', () => null],
  ])('goes on as %s', (_title, idOf) =>
    story(async (sim, node) => {
      await nodeThere(sim, node, idOf(sim));
      expect(await later(sim)).toBe(running);
      expect(machineIdOf(sim, node)).toBe(ownId(sim));
    }),
  );

  it('goes on where its machine has no id', () =>
    story(async (sim, node) => {
      writeMachineFile(sim.machineOf(unit), '/etc/machine-id', '');
      await nodeThere(sim, node, otherId);
      expect(await later(sim)).toBe(running);
    }));
});

describe('a worker that has joined', () => {
  it('is not asked again whose node it is', () =>
    story(async (sim, node) => {
      await later(sim);
      sim.updateStatus(unit);
      const [hook] = (await settled(sim)).filter((each) => each.unit === unit);
      expect(hook?.calls.map(({ program }) => program)).toEqual(['systemctl', 'status-get']);
      expect(nodesOf(sim)).toContain(node);
    }));
});
