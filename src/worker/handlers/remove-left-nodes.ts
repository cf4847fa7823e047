import { all, done } from '../../engine/engine.ts';
import { CommandFailed, parseJson } from '../../host/host.ts';
import { readMark } from '../../workload/node-mark.ts';
import { kubectl, kubectlFailure } from '../kubectl.ts';
import { readNode } from '../node/node-state.ts';
import type { NodeState } from '../node/node-state.ts';
import type { WorkerPorts } from '../ports.ts';
import { handler } from '../words.ts';
import * as z from 'zod/mini';

/**
 * The cluster has no Node of a unit of this application that is no more, as far as the leader can tell: a unit whose API
 * server was gone when it left, or whose machine died, leaves one behind.
 *
 * Looked for at most once in a quarter of an hour. Deleted is only what carries the mark of this model and application, of
 * a unit that Juju does not have, and whose kubelet does not report. Whatever goes wrong is tried the next time.
 */
export const removeLeftNodes = handler({
  name: 'remove-left-nodes',
  when: all('kubeconfigs.written'),
  reads: ['juju.units', 'model.uuid'],
  async run({ inputs, ports }) {
    const known = inputs['juju.units'];
    const modelUuid = inputs['model.uuid'];
    if (known === null) return done();
    const sweptAt = ports.machine.now();
    await ports.record.record((was) => ({ ...was, sweptAt }));
    // An answer without ourselves is none to act on.
    if (!known.isLeader || modelUuid === null || !known.units.includes(ports.unit)) return done();
    try {
      for (const node of await nodesOfApplication(ports)) {
        const mark = readMark(node.annotations);
        if (mark?.modelUuid !== modelUuid || !isOfApplication(mark.unit, ports.app)) continue;
        if (known.units.includes(mark.unit) || node.isReady) continue;
        ports.warn(`deleting node ${node.name}: its unit ${mark.unit} is no more, and its kubelet does not report`);
        await kubectl(ports.machine, 'administrator', ['delete', 'node', node.name, '--ignore-not-found']);
      }
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      ports.warn(`nodes that units have left behind are looked for later: ${kubectlFailure(error).words}`);
    }
    return done();
  },
});

async function nodesOfApplication({ machine, app }: WorkerPorts): Promise<readonly NodeState[]> {
  const question = ['get', 'nodes', `--selector=juju-application=${app}`, '--output=json'];
  const { stdout } = await kubectl(machine, 'administrator', question, { maxOutputBytes: 64 * 1024 * 1024 });
  const decoded = listSchema.safeParse(parseJson(stdout));
  return decoded.success ? decoded.data.items.flatMap((item) => readNode(item) ?? []) : [];
}

/** `kubernetes-worker/3` is of `kubernetes-worker`. */
function isOfApplication(unit: string, app: string): boolean {
  return unit.slice(0, unit.lastIndexOf('/')) === app;
}

const listSchema = z.object({ items: z.array(z.unknown()) });
