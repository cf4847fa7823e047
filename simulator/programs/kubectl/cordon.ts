import * as z from 'zod';
import { Refusal, expectObject } from './refusal.ts';
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
  if (was !== isCordoned) {
    const body = { spec: { unschedulable: isCordoned ? true : null } };
    const contentType = 'application/strategic-merge-patch+json';
    expectObject(
      await client.ask({ method: 'PATCH', path, body, accept, contentType }),
      version.says.cordoning(name, isCordoned),
    );
  }
  const what = `${was === isCordoned ? 'already ' : ''}${isCordoned ? 'cordoned' : 'uncordoned'}`;
  said.stdout += version.says.did('node', name, what);
}

/** The one node that the call names. */
export function nodeName({ args }: Session): string {
  const [verb = '', name, ...more] = args.words;
  if (name === undefined || more.length > 0) throw new Refusal(`error: USAGE: ${verb} NODE [flags]`);
  return name.replace(/^nodes?\//u, '');
}

const nodeSchema = z.looseObject({
  spec: z.looseObject({ unschedulable: z.boolean().optional() }).default({}),
});
