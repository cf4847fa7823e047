import * as z from 'zod';
import { Refusal, expectObject, messageOf } from './refusal.ts';
import type { Session } from './session.ts';

/** `kubectl cordon NODE` and `kubectl uncordon NODE`. */
export async function cordon(session: Session, isCordoned: boolean): Promise<void> {
  await cordonNode(session, nodeName(session), isCordoned);
}

/** No pod comes to the node any more, or pods come again. */
export async function cordonNode(session: Session, name: string, isCordoned: boolean): Promise<void> {
  const { client, said, version } = session;
  const path = `/api/v1/nodes/${encodeURIComponent(name)}`;
  const accept = 'application/json';
  const { spec } = nodeSchema.parse(expectObject(await client.ask({ method: 'GET', path, accept })));
  const was = spec.unschedulable === true;
  const verb = isCordoned ? 'cordon' : 'uncordon';
  if (was === isCordoned) {
    said.stdout += version.says.did('node', name, `already ${verb}ed`);
    return;
  }
  const body = { spec: { unschedulable: isCordoned ? true : null } };
  const contentType = 'application/strategic-merge-patch+json';
  const answer = await client.ask({ method: 'PATCH', path, body, accept, contentType });
  if (answer.status >= 400 && version.minor >= 20) {
    // It goes on, and what it could not do has no part in its exit code.
    said.stderr += `error: unable to ${verb} node "${name}": ${messageOf(answer)}\n`;
    return;
  }
  expectObject(answer);
  said.stdout += version.says.did('node', name, `${verb}ed`);
}

/** The one node that the call names. */
export function nodeName({ args, version }: Session): string {
  const [verb = '', name, ...more] = args.words;
  if (name === undefined || more.length > 0)
    throw new Refusal(
      version.minor >= 11
        ? `error: USAGE: ${verb} NODE [flags]\nSee 'kubectl ${verb} -h' for help and examples`
        : `error: USAGE: ${verb} NODE [flags]`,
    );
  return name.replace(/^nodes?\//u, '');
}

const nodeSchema = z.looseObject({
  spec: z.looseObject({ unschedulable: z.boolean().optional() }).default({}),
});
