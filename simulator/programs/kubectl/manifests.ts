import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { ClusterUnreachable } from '../../contract.ts';
import { onDisk } from '../answers.ts';
import { readMachineFile } from '../machine-files.ts';
import { sortedDeep } from './go-json.ts';
import { Refusal, messageOf } from './refusal.ts';
import type { Named, Session } from './session.ts';

/** An object of a file, and where the API keeps it. */
export interface Manifest extends Named {
  readonly object: z.infer<typeof manifestSchema>;
  /** The file, as kubectl names it. */
  readonly source: string;
}

/** The objects of `-f FILE` or `-f -`; those of lists one by one. @throws Refusal */
export async function manifestsOf(session: Session): Promise<readonly Manifest[]> {
  const files = session.args.all('filename');
  if (files.length === 0) throw new Refusal('error: must specify one of -f and -k');
  const found: Manifest[] = [];
  for (const file of files) {
    const source = file === '-' ? 'STDIN' : file;
    await checkSchemas(session, source);
    for (const value of documentsIn(source, await textOf(session, file))) {
      for (const each of listed(value)) found.push(await manifestOf(session, source, each));
    }
  }
  if (found.length === 0) throw new Refusal(`error: no objects passed to ${session.args.words[0] ?? ''}`);
  return found;
}

/** That the API tells its schemas, for a kubectl that wants to know them. @throws Refusal */
async function checkSchemas({ version, args, client }: Session, source: string): Promise<void> {
  if (!version.says.needsSchemas || args.flag('validate') === 'false') return;
  const why = await problemWithSchemas(client);
  if (why !== null)
    throw new Refusal(
      `error: error validating "${source}": error validating data: failed to download openapi: ${why}; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
}

async function problemWithSchemas({ ask, server }: Session['client']): Promise<string | null> {
  try {
    const answer = await ask({ method: 'GET', path: '/openapi/v3', accept: 'application/json' });
    return answer.status >= 400 && answer.status !== 404 ? messageOf(answer) : null;
  } catch (error) {
    if (!(error instanceof ClusterUnreachable)) throw error;
    const { hostname, port } = new URL(server);
    const refused = `dial tcp ${hostname}:${port || '443'}: connect: connection refused`;
    const why = error.message.includes('was refused') ? refused : error.message.replace(/^.*?server: /u, '');
    return `Get "${server}/openapi/v2?timeout=32s": ${why}`;
  }
}

async function textOf({ call }: Session, file: string): Promise<string> {
  if (file === '-') return call.stdin();
  const text = readMachineFile(call.machine, onDisk(call.machine, file, call.cwd));
  if (text === null) throw new Refusal(`error: the path "${file}" does not exist`);
  return text;
}

function documentsIn(source: string, text: string): readonly unknown[] {
  return [...parseAllDocuments(text)].flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined)
      throw new Refusal(
        `error: error parsing ${source}: error converting YAML to JSON: yaml: ${problem.message.split('\n')[0]}`,
      );
    // As JSON with its keys in order, which is what is sent.
    const value = sortedDeep(document.toJS());
    return value === null ? [] : [value];
  });
}

function listed(value: unknown): readonly unknown[] {
  const list = listSchema.safeParse(value);
  return list.success ? list.data.items : [value];
}

async function manifestOf(session: Session, source: string, value: unknown): Promise<Manifest> {
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    const missing = ['apiVersion', 'kind'].filter((key) => parsed.error.issues.some(({ path }) => path[0] === key));
    const what = missing.map((key) => `${key} not set`).join(', ');
    throw new Refusal(
      `error: error validating "${source}": error validating data: [${what}]; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  }
  const { apiVersion, kind, metadata } = parsed.data;
  const resources = await session.resources();
  const resource = resources.find((each) => each.groupVersion === apiVersion && each.kind === kind);
  const { name = '' } = metadata;
  if (resource === undefined)
    throw new Refusal(session.version.says.noMatches({ ...metadata, name, source, kind, apiVersion }));
  const namespace = resource.isNamespaced ? (metadata.namespace ?? session.namespace) : null;
  const wanted = session.args.flag('namespace');
  if (namespace !== null && wanted !== undefined && namespace !== wanted)
    throw new Refusal(
      `error: the namespace from the provided object "${namespace}" does not match the namespace "${wanted}". You must pass '--namespace=${namespace}' to perform this operation.`,
    );
  const within = namespace === null ? {} : { namespace };
  const object = manifestSchema.parse(sortedDeep({ ...parsed.data, metadata: { ...metadata, ...within } }));
  return { object, source, resource, name, namespace };
}

const manifestSchema = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z
    .looseObject({
      name: z.string().optional(),
      namespace: z.string().optional(),
      annotations: z.record(z.string(), z.string()).nullish(),
    })
    .default({}),
});
const listSchema = z.looseObject({ kind: z.string().regex(/List$/u), items: z.array(z.unknown()) });
