/**
 * `kubectl` on the machines of a model: a real one where the model has one (`real-kubectl.ts`), else a stand-in that knows
 * what charms need of it, in the words of the version of the installed snap.
 *
 * `arguments.ts` takes a call apart, `client.ts` asks the API, `resources.ts` is what that says it has, `session.ts` what
 * the commands share; each command has a file. `words.ts` holds the sentences that differ among versions. What it does not
 * do: watch and wait, edit, several types in one call, templates other than jsonpath, client certificates.
 * `test/real/kubectl.test.ts` compares it with real ones. Start reading at `kubectl`.
 */
import { ClusterUnreachable } from '../../contract.ts';
import type { Answer, ProgramCall } from '../../contract.ts';
import { refused, said } from '../answers.ts';
import { stateOf } from '../state.ts';
import { apply } from './apply.ts';
import { parseKubectlArgs } from './arguments.ts';
import { kubectlClient } from './client.ts';
import { cordon } from './cordon.ts';
import { create } from './create.ts';
import { deleteObjects } from './delete.ts';
import { describe } from './describe.ts';
import { drain } from './drain.ts';
import { get } from './get.ts';
import { label } from './label.ts';
import { patch } from './patch.ts';
import { runRealKubectl } from './real-kubectl.ts';
import { Refusal } from './refusal.ts';
import { startSession } from './session.ts';
import type { Session } from './session.ts';
import { version } from './version.ts';
import { kubectlVersion } from './words.ts';

/** `kubectl`, while its snap is installed. */
export function kubectl(call: ProgramCall): Answer | Promise<Answer> {
  const { machine } = call;
  const installed = stateOf(machine).snaps['kubectl']?.version;
  if (installed === undefined) return refused(127, 'kubectl: command not found');
  const real = machine.world.kubectl ?? null;
  return real === null ? standIn(call, installed) : runRealKubectl(call, real);
}

async function standIn(call: ProgramCall, installed: string): Promise<Answer> {
  const own = kubectlVersion(installed);
  const args = parseKubectlArgs(call.argv, own);
  if ('problem' in args) return refused(1, args.problem);
  const [verb = ''] = args.words;
  if (verb !== 'version' && !Object.hasOwn(verbs, verb)) return refused(1, own.says.unknownCommand(verb));
  const output = { stdout: '', stderr: args.warning };
  const problems: string[] = [];
  try {
    const begin = () =>
      startSession({ args, call, client: kubectlClient(call, args, own), version: own, said: output, problems });
    if (verb === 'version') await version({ args, said: output, version: own }, async () => begin().client);
    else await verbs[verb]?.(begin());
  } catch (error) {
    if (!(error instanceof ClusterUnreachable) && !(error instanceof Refusal)) throw error;
    problems.push(error instanceof ClusterUnreachable ? own.says.unreachable(error.message) : error.message);
  }
  const stderr = `${output.stderr}${problems.map((problem) => `${problem}\n`).join('')}`;
  return problems.length === 0 ? said(output.stdout, stderr) : refused(1, stderr, output.stdout);
}

const verbs: Readonly<Record<string, (session: Session) => Promise<void>>> = {
  annotate: (session) => label(session, 'annotations'),
  apply,
  cordon: (session) => cordon(session, true),
  create,
  delete: deleteObjects,
  describe,
  drain,
  get,
  label: (session) => label(session, 'labels'),
  patch,
  uncordon: (session) => cordon(session, false),
};
