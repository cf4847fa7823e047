import type { ProgramCall } from '../../contract.ts';
import type { KubectlArgs } from './arguments.ts';
import type { KubectlClient } from './client.ts';
import { Refusal, expectObject } from './refusal.ts';
import type { ApiObject } from './refusal.ts';
import { collectionPath, discover, resourceNamed } from './resources.ts';
import type { Resource } from './resources.ts';
import type { KubectlVersion } from './words.ts';

/** One call of kubectl, with all that its command needs. */
export interface Session {
  readonly call: ProgramCall;
  readonly version: KubectlVersion;
  readonly args: KubectlArgs;
  readonly client: KubectlClient;
  /** What was said so far. */
  readonly said: { stdout: string; stderr: string };
  /** What was refused so far, while other objects were gone on with. */
  readonly problems: string[];
  /** What the API has, asked for once. */
  readonly resources: () => Promise<readonly Resource[]>;
  /** Where objects are that say nothing themselves. */
  readonly namespace: string;
}

/** An object that a command is about. */
export interface Named {
  readonly resource: Resource;
  readonly namespace: string | null;
  readonly name: string;
}

export function startSession(
  given: Pick<Session, 'args' | 'call' | 'client' | 'problems' | 'said' | 'version'>,
): Session {
  let found: Promise<readonly Resource[]> | null = null;
  return {
    ...given,
    resources: () => (found ??= discover(given.client)),
    namespace: given.args.flag('namespace') ?? given.client.namespace,
  };
}

/** Each is tried; what was refused is a problem of the session. */
export async function eachOf<T>(session: Session, items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) {
    try {
      await act(item);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      session.problems.push(error.message);
    }
  }
}

export function pathOf({ resource, namespace, name }: Named): string {
  return `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`;
}

/** The type of this name. @throws Refusal */
export async function typeOf(session: Session, name: string): Promise<Resource> {
  const found = resourceNamed(await session.resources(), name);
  if (found === undefined) throw new Refusal(`error: the server doesn't have a resource type "${name}"`);
  return found;
}

/** The objects of `TYPE NAME ...` or `TYPE/NAME ...`. @throws Refusal where there is no name */
export async function namedObjects(session: Session, words: readonly string[]): Promise<readonly Named[]> {
  const pairs = words.some((word) => word.includes('/'))
    ? words.map((word) => word.split('/'))
    : words.slice(1).map((word) => [words[0], word]);
  if (pairs.length === 0) throw new Refusal(session.version.says.noNames);
  const named: Named[] = [];
  for (const [type = '', name = '', ...more] of pairs) {
    if (name === '' || more.length > 0)
      throw new Refusal(`error: arguments in resource/name form must have a single resource and name`);
    const wrong =
      name === '.' || name === '..' ? `may not be '${name}'` : name.includes('%') ? "may not contain '%'" : null;
    if (wrong !== null) throw new Refusal(`error: invalid resource name "${name}": [${wrong}]`);
    const resource = await typeOf(session, type);
    named.push({ resource, name, namespace: resource.isNamespaced ? session.namespace : null });
  }
  return named;
}

/** The object as it is. @throws Refusal where it is not */
export async function getObject({ client }: Session, named: Named): Promise<ApiObject> {
  return expectObject(await client.ask({ method: 'GET', path: pathOf(named), accept: 'application/json' }));
}
