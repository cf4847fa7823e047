import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { kindOf } from '../cluster/kinds.ts';
import type { Answer, ProgramCall } from '../contract.ts';
import { onDisk, said, shownPath } from './answers.ts';
import type { KubectlArgs } from './kubectl-args.ts';
import { Refusal, expectObject } from './kubectl-refusal.ts';
import type { KubeClient } from './kubeconfig.ts';
import { readMachineFile } from './machine-files.ts';

/** `kubectl apply -f FILE`: what was applied last time is kept in an annotation, so that what has gone can be removed. */
export function applyFile(call: ProgramCall, client: KubeClient, args: KubectlArgs): Answer {
  let stdout = '';
  for (const { manifest, collection, name, label } of manifestsIn(call, args)) {
    const path = `${collection}/${name}`;
    const last = `${JSON.stringify(manifest)}\n`;
    const annotations = { ...manifest.metadata.annotations, [lastApplied]: last };
    const wanted = { ...manifest, metadata: { ...manifest.metadata, annotations } };
    const found = client.request('GET', path);
    if (found.status === 404) {
      attempt(() => expectObject(client.request('POST', collection, wanted)), stdout);
      stdout += `${label} created\n`;
      continue;
    }
    const before = attempt(() => expectObject(found), stdout).metadata.annotations?.[lastApplied] ?? '{}';
    if (before === last) {
      stdout += `${label} unchanged\n`;
      continue;
    }
    const removed = removals(JSON.parse(before), manifest);
    attempt(() => expectObject(client.request('PATCH', path, removed)), stdout);
    attempt(() => expectObject(client.request('PATCH', path, wanted)), stdout);
    stdout += `${label} configured\n`;
  }
  return said(stdout);
}

/** `kubectl delete -f FILE [--now] [--ignore-not-found]`: every object is tried, then the first refusal counts. */
export function deleteFile(call: ProgramCall, client: KubeClient, args: KubectlArgs): Answer {
  let stdout = '';
  const problems: string[] = [];
  for (const { collection, name, label } of manifestsIn(call, args)) {
    const answer = client.request('DELETE', `${collection}/${name}`);
    if (answer.status === 404 && args.flag('ignore-not-found') === 'true') continue;
    try {
      expectObject(answer);
      stdout += `${label} deleted\n`;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new Refusal(problems.join('\n'), stdout);
  return said(stdout);
}

interface Found {
  readonly manifest: z.infer<typeof manifestSchema>;
  /** The path of the collection that the object belongs to. */
  readonly collection: string;
  readonly name: string;
  /** `daemonset.apps "x"`, as kubectl prints it. */
  readonly label: string;
}

function manifestsIn(call: ProgramCall, args: KubectlArgs): readonly Found[] {
  const file = args.flag('f', 'filename');
  if (file === undefined) throw new Refusal('error: must specify one of -f and -k');
  const text = readMachineFile(call.machine, onDisk(call.machine, file, call.cwd));
  const shown = shownPath(call.machine, file);
  if (text === null) throw new Refusal(`error: the path "${shown}" does not exist`);
  const documents = parseAllDocuments(text);
  return [...documents].flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined)
      throw new Refusal(
        `error: error parsing ${shown}: error converting YAML to JSON: yaml: ${problem.message.split('\n')[0]}`,
      );
    const value: unknown = document.toJS();
    return value === null ? [] : [found(shown, value, args.flag('n', 'namespace') ?? 'default')];
  });
}

function found(file: string, value: unknown, defaultNamespace: string): Found {
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success)
    throw new Refusal(
      `error: error validating "${file}": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  const { apiVersion, kind, metadata } = parsed.data;
  const known = kindOf(apiVersion, kind);
  if (known === undefined)
    throw new Refusal(`error: unable to recognize "${file}": no matches for kind "${kind}" in version "${apiVersion}"`);
  const [group = '', version] = apiVersion.split('/');
  const base = version === undefined ? `/api/${group}` : `/apis/${apiVersion}`;
  const namespace = known.isNamespaced ? (metadata.namespace ?? defaultNamespace) : null;
  const collection = namespace === null ? `${base}/${known.plural}` : `${base}/namespaces/${namespace}/${known.plural}`;
  const suffix = version === undefined ? '' : `.${group}`;
  return {
    manifest: parsed.data,
    collection,
    name: metadata.name,
    label: `${kind.toLowerCase()}${suffix} "${metadata.name}"`,
  };
}

/** A merge patch that removes what the last applied manifest had and this one has not. */
function removals(before: unknown, now: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(before) || !isRecord(now)) return {};
  return Object.fromEntries(
    Object.entries(before).flatMap(([key, value]): [string, unknown][] => {
      if (!(key in now)) return [[key, null]];
      const inner = removals(value, now[key]);
      return Object.keys(inner).length === 0 ? [] : [[key, inner]];
    }),
  );
}

/** What was printed before a refusal stays printed. */
function attempt<T>(act: () => T, stdout: string): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.message, stdout) : error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});
