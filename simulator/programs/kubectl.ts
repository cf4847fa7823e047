import { ClusterUnreachable } from '../contract.ts';
import type { Answer, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { parseKubectlArgs } from './kubectl-args.ts';
import type { KubectlArgs } from './kubectl-args.ts';
import { cordon, drain } from './kubectl-drain.ts';
import { applyFile, deleteFile } from './kubectl-files.ts';
import { Refusal } from './kubectl-refusal.ts';
import { deleteObjects, getObjects, label } from './kubectl-objects.ts';
import { kubectlVersion } from './kubectl-words.ts';
import type { KubectlVersion } from './kubectl-words.ts';
import { runRealKubectl } from './real-kubectl.ts';
import { kubeClient } from './kubeconfig.ts';
import type { KubeClient } from './kubeconfig.ts';
import { stateOf } from './state.ts';

/** `kubectl` while its snap is installed: a real one where the model has one, else the stand-in. */
export function kubectl(call: ProgramCall): Answer | Promise<Answer> {
  const { machine } = call;
  const version = stateOf(machine).snaps['kubectl']?.version;
  if (version === undefined) return refused(127, 'kubectl: command not found');
  const real = machine.world.kubectl ?? null;
  return real === null ? smallKubectl(call, version) : runRealKubectl(call, real);
}

/** As far as the charm needs it: get, label, annotate, apply, delete, cordon, uncordon, drain, version. */
function smallKubectl({ machine, ...rest }: ProgramCall, version: string): Answer {
  const call = { machine, ...rest };
  const { argv } = call;
  const args = parseKubectlArgs(argv, kubectlVersion(version));
  if ('problem' in args) return refused(1, args.problem);
  const [verb] = args.words;
  if (verb === 'version' && args.flag('client') === 'true') return said(`Client Version: v${version}\n`);
  const act = verb === undefined ? undefined : verbs[verb];
  if (act === undefined)
    return refused(1, `Error: unknown command "${verb ?? ''}" for "kubectl"\nRun 'kubectl --help' for usage.`);
  const file = args.flag('kubeconfig') ?? '/root/.kube/config';
  const client = kubeClient(machine, file);
  if ('problem' in client) {
    if (args.flag('kubeconfig') !== undefined) return refused(1, `error: ${client.problem}`);
    return refused(
      1,
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    );
  }
  try {
    return act(call, client.client, args);
  } catch (error) {
    if (error instanceof ClusterUnreachable) return refused(1, error.message);
    if (error instanceof Refusal) return refused(1, error.message, error.stdout);
    throw error;
  }
}

type Act = (call: ProgramCall, client: KubeClient, args: KubectlArgs) => Answer;

const verbs: Readonly<Record<string, Act>> = {
  annotate: (_call, client, args) => label(client, args, 'annotation'),
  apply: applyFile,
  cordon: (call, client, args) => cordon(versionOf(call), client, args, true),
  delete: (call, client, args) =>
    args.flag('f', 'filename') === undefined ? deleteObjects(client, args) : deleteFile(call, client, args),
  drain: (call, client, args) => drain(versionOf(call), client, args),
  get: (_call, client, args) => getObjects(client, args),
  label: (_call, client, args) => label(client, args),
  uncordon: (call, client, args) => cordon(versionOf(call), client, args, false),
  version: (call, client, args) => {
    const { body } = client.request('GET', '/version');
    const server = typeof body === 'object' && body !== null && 'gitVersion' in body ? String(body.gitVersion) : '';
    const own = `v${stateOf(call.machine).snaps['kubectl']?.version ?? ''}`;
    if (args.flag('o', 'output') === 'json')
      return said(`${JSON.stringify({ clientVersion: { gitVersion: own }, serverVersion: body }, null, 2)}\n`);
    return said(`Client Version: ${own}\nServer Version: ${server}\n`);
  },
};

function versionOf({ machine }: ProgramCall): KubectlVersion {
  return kubectlVersion(stateOf(machine).snaps['kubectl']?.version ?? '');
}
