import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { MachineRecord } from '../../../src/juju/juju.ts';
import type { DrainPorts } from '../../../src/worker/node/drain-node.ts';
import { aMachine } from '../host/stand-ins.ts';
import { aRecord } from './a-record.ts';

/** What kubectl says instead of what it is asked for: a line of shell by the verb. */
export type Sabotage = Partial<Readonly<Record<'get' | 'cordon' | 'uncordon' | 'drain', string>>>;

export interface Given {
  readonly record?: Partial<MachineRecord>;
  readonly isCordoned?: boolean;
  readonly version?: string;
  readonly sabotage?: Sabotage;
  readonly hasKubectl?: boolean;
  /** Of the machine whose kubelet reports the node. */
  readonly machineId?: string;
  /** What kubectl says of the pods on the node. */
  readonly left?: string;
  /** And of the disruption budgets in the cluster. */
  readonly kept?: string;
  /** kubectl with this verb is stopped soon, until it is mended. */
  readonly isStopped?: 'cordon' | 'drain' | 'get';
}

/** A node called `n` and a kubectl that cordons it, and knows only the flags of its version. */
export function aNode({
  record = {},
  isCordoned = false,
  version = '1.10.2',
  sabotage = {},
  hasKubectl = true,
  machineId = '',
  left = '',
  kept = '',
  isStopped,
}: Given = {}) {
  const test = aMachine();
  const cordoned = path.join(test.root, 'cordoned');
  const drained = path.join(test.root, 'drained');
  const pods = path.join(test.root, 'pods');
  writeFileSync(pods, left);
  const budgets = path.join(test.root, 'budgets');
  writeFileSync(budgets, kept);
  mkdirSync(path.join(test.root, 'root/.kube'), { recursive: true });
  writeFileSync(path.join(test.root, 'root/.kube/config'), 'kind: Config\n');
  if (isCordoned) writeFileSync(cordoned, '');
  const unknown = Number(version.split('.')[1]) >= 20 ? '--delete-local-data' : '--delete-emptydir-data';
  const putKubectl = (traps: (verb: keyof Sabotage) => string) =>
    test.script(
      'kubectl',
      `case " $* " in
*' get pods '*) /bin/cat ${pods};;
*' get poddisruptionbudgets '*) /bin/cat ${budgets};;
*' get '*) ${traps('get')}
  [ -e ${cordoned} ] && on=true || on=false
  echo "{\\"kind\\":\\"Node\\",\\"metadata\\":{\\"name\\":\\"n\\"},\\"spec\\":{\\"unschedulable\\":$on},\\"status\\":{\\"nodeInfo\\":{\\"machineID\\":\\"${machineId}\\"}}}";;
*' uncordon '*) ${traps('uncordon')}
  /bin/rm -f ${cordoned};;
*' cordon '*) ${traps('cordon')}
  : > ${cordoned};;
*' drain '*) ${traps('drain')}
  case " $* " in *' ${unknown} '*) echo 'Error: unknown flag' >&2; exit 1;; esac
  : > ${drained}; echo '{"items":[]}' > ${pods};;
*' delete '*) : > ${path.join(test.root, 'deleted')};;
*' version '*)
  echo 'Client Version: version.Info{Major:"1", GitVersion:"v${version}"}';;
esac`,
    );
  if (hasKubectl) putKubectl((verb) => sabotage[verb] ?? ':');
  const warnings: string[] = [];
  let isHanging = true;
  const remembered = aRecord({ node: 'n', ...record });
  const ports: DrainPorts = {
    machine: {
      ...test.machine,
      run: (argv, options) =>
        test.machine.run(
          argv,
          isHanging && argv.some((arg) => arg === isStopped) ? { ...options, timeoutMs: 300 } : options,
        ),
    },
    record: remembered,
    warn: (text) => void warnings.push(text),
  };
  return {
    ...test,
    ports,
    warnings,
    /** kubectl does again what it is asked for. */
    mend: () => {
      isHanging = false;
      putKubectl(() => ':');
    },
    /** Whether the node has been deleted. */
    isDeleted: () => existsSync(path.join(test.root, 'deleted')),
    after: () => ({ cordoned: existsSync(cordoned), drained: existsSync(drained), ours: remembered.now().cordoned }),
  };
}

export const aPod = (name: string, metadata: object = {}, phase = 'Running') => {
  return { metadata: { name, namespace: 'default', ...metadata }, status: { phase } };
};
export const managed = { ownerReferences: [{ kind: 'ReplicaSet', controller: true }] };
export const podList = (...names: readonly string[]) =>
  JSON.stringify({ items: names.map((name) => aPod(name, managed)) });
export const budgetList = (allowed: number, selector?: object) =>
  JSON.stringify({
    items: [
      { metadata: { name: 'web', namespace: 'default' }, spec: { selector }, status: { disruptionsAllowed: allowed } },
    ],
  });

/** Shell that fails with these words. */
export const says = (text: string) => `printf '%b\\n' '${text.replaceAll("'", `'\\''`)}' >&2; exit 1`;
export const hangs = 'exec /bin/sleep 30';
export const notFound = 'Error from server (NotFound): nodes "n" not found';
export const unreachable = 'Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout';
