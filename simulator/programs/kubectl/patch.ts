import { parse } from 'yaml';
import { isDeepStrictEqual } from 'node:util';
import { Refusal, expectObject } from './refusal.ts';
import { typeName } from './resources.ts';
import { eachOf, getObject, namedObjects, pathOf } from './session.ts';
import type { Session } from './session.ts';

/** `kubectl patch TYPE NAME -p PATCH [--type strategic|merge|json]`. */
export async function patch(session: Session): Promise<void> {
  const { args, client, said, version } = session;
  const text = args.flag('patch');
  if (text === undefined) throw new Refusal(version.says.noPatch);
  const type = (args.flag('type') ?? 'strategic').toLowerCase();
  const contentType = contentTypes.get(type);
  if (contentType === undefined)
    throw new Refusal(`error: --type must be one of [json merge strategic], not "${type}"`);
  const body = parsed(text);
  await eachOf(session, await namedObjects(session, args.words.slice(1)), async (named) => {
    const before = await getObject(session, named);
    const path = pathOf(named);
    const answer = await client.ask({ method: 'PATCH', path, body, accept: 'application/json', contentType });
    const isSame = isDeepStrictEqual(expectObject(answer), before);
    said.stdout += version.says.did(typeName(named.resource), named.name, isSame ? 'patched (no change)' : 'patched');
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Refusal(`error: unable to parse "${text}": yaml: ${error instanceof Error ? error.message : ''}`);
  }
}

const contentTypes = new Map([
  ['json', 'application/json-patch+json'],
  ['merge', 'application/merge-patch+json'],
  ['strategic', 'application/strategic-merge-patch+json'],
]);
