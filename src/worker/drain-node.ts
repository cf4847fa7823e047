import * as z from 'zod/mini';
import { blocked, waiting } from '../engine/engine.ts';
import type { Outcome } from '../engine/engine.ts';
import { CommandFailed, hostPath } from '../host/host.ts';
import { namePodsLeft, podsOfNode } from './pods-left.ts';
import type { WorkerPorts } from './ports.ts';

/** What moving pods needs of the ports. */
export type DrainPorts = Pick<WorkerPorts, 'machine' | 'record' | 'warn'>;

/**
 * No pod that can run elsewhere is left on this node, and none comes; null then, and also where there is no cluster to
 * ask: the node never registered, there are no credentials, or the API server does not answer.
 *
 * Else the outcome says what keeps the pods here; nothing has been forced. That this charm cordoned the node is recorded
 * before it does; a node that an operator had cordoned is left in his hands. A hook drains for a minute at most, the
 * next one goes on.
 */
export async function drainNode(ports: DrainPorts, why: string): Promise<Outcome<never, never> | null> {
  const { node } = ports.record.now();
  if (node === null || (await ports.machine.files.stat(kubeconfigPath)) === null) return null;
  const state = await lookAt(ports, node);
  if (state === 'gone' || state === 'unreachable') {
    if (state === 'unreachable') ports.warn(`the API server does not answer, so node ${node} is not drained: ${why}`);
    return null;
  }
  if (typeof state !== 'boolean') return state;
  try {
    if (!state) {
      await ports.record.record((was) => ({ ...was, cordoned: true }));
      await run(ports, ['cordon', node]);
    }
    const localData = (await takesEmptyDirData(ports)) ? '--delete-emptydir-data' : '--delete-local-data';
    await run(ports, ['drain', node, '--ignore-daemonsets', localData, `--timeout=${drainSeconds}s`]);
    return null;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return await undrained(ports, { node, why }, error);
  }
}

/** Pods come to the node again, if it was this charm that cordoned it. */
export async function uncordonNode(ports: DrainPorts): Promise<Outcome<never, never> | null> {
  const { node, cordoned } = ports.record.now();
  if (!cordoned) return null;
  if (node !== null && (await ports.machine.files.stat(kubeconfigPath)) !== null) {
    try {
      await run(ports, ['uncordon', node]);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      // A node that has been deleted registers anew, and is not cordoned then.
      if (!/not ?found/iu.test(error.stderr)) {
        return waiting(`Waiting for the API server to let pods come to node ${node} again (${words(error)})`, {
          about: 'command',
        });
      }
    }
  }
  await ports.record.record((was) => ({ ...was, cordoned: false }));
  return null;
}

/** Whether the node is cordoned; or that the cluster has no such node, or does not answer; or what else it says. */
async function lookAt(
  ports: DrainPorts,
  node: string,
): Promise<boolean | 'gone' | 'unreachable' | Outcome<never, never>> {
  try {
    const { stdout } = await run(ports, ['get', 'node', node, '--output=json', '--request-timeout=20s']);
    const isCordoned = readCordon(stdout);
    return isCordoned ?? waitForNode(node, "kubectl's answer cannot be read");
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (/not ?found/iu.test(error.stderr)) return 'gone';
    if (error.timedOut || error.isMissing || unreachable.test(error.stderr)) return 'unreachable';
    return waitForNode(node, words(error));
  }
}

/** Null where the text is no node: whoever cordoned it cannot be told then. */
function readCordon(text: string): boolean | null {
  try {
    const decoded = nodeSchema.safeParse(JSON.parse(text));
    return decoded.success ? decoded.data.spec.unschedulable : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function waitForNode(node: string, why: string): Outcome<never, never> {
  return waiting(`Waiting for the API server to tell about node ${node} (${why})`, { about: 'command' });
}

async function undrained(
  ports: DrainPorts,
  { node, why }: { readonly node: string; readonly why: string },
  error: CommandFailed,
): Promise<Outcome<never, never>> {
  const said = words(error);
  const isGone = unreachable.test(error.stderr);
  if (error.timedOut || isGone || slow.test(error.stderr)) {
    // kubectl before 1.11 does not say which pods a disruption budget keeps.
    const pods = isGone ? '' : await podsLeft(ports, node);
    const what = pods === '' ? `pods to leave node ${node}` : `pods to leave node ${node} (${pods})`;
    return waiting(`Waiting for ${what}: ${why} (${said})`, { about: 'command' });
  }
  return blocked(
    `${why}: node ${node} cannot be drained, and nothing was replaced: ${said}`,
    'delete or move the pods, or juju config drain-before-runtime-change=false',
    { about: 'runtime' },
  );
}

async function podsLeft(ports: DrainPorts, node: string): Promise<string> {
  try {
    return namePodsLeft((await run(ports, podsOfNode(node))).stdout);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return '';
  }
}

/**
 * kubectl 1.20 renamed the flag, and later versions do not know the old name.
 *
 * Source: https://github.com/kubernetes/kubernetes/pull/95076
 */
async function takesEmptyDirData({ machine }: DrainPorts): Promise<boolean> {
  const { stdout } = await machine.run(['kubectl', 'version', '--client']);
  const [, major, minor] = /\bv(\d+)\.(\d+)\.\d+/u.exec(stdout) ?? [];
  return Number(major ?? 1) > 1 || Number(minor ?? 0) >= 20;
}

function run({ machine }: DrainPorts, args: readonly [string, ...string[]]): ReturnType<DrainPorts['machine']['run']> {
  const kubeconfig = hostPath(kubeconfigPath, '--kubeconfig=');
  return machine.run(['kubectl', kubeconfig, ...args], { timeoutMs: (drainSeconds + 30) * 1000 });
}

/** The line that says what is in the way, at most 200 characters. */
function words(error: CommandFailed): string {
  const lines = error.stderr.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const line = lines.filter((each) => /cannot|would violate|unmanaged|refused/iu.test(each)).at(-1) ?? lines.at(-1);
  const text = line ?? error.message;
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

/** With the credentials of an administrator: those of kubelet may not evict pods. */
const kubeconfigPath = '/root/.kube/config';
const drainSeconds = 60;
const unreachable =
  /unable to connect to the server|connection refused|was refused|i\/o timeout|no such host|no route to host|handshake timeout|deadline exceeded|server is currently unable/iu;
/** A disruption budget lets go when other pods are up; a pod may take a while to end. */
const slow = /did not complete within|drain did not|timed out waiting|global timeout|would violate/iu;
const nodeSchema = z.object({
  spec: z._default(z.object({ unschedulable: z._default(z.boolean(), false) }), { unschedulable: false }),
});
