import * as z from 'zod';
import type { Answer } from '../contract.ts';
import { said } from './answers.ts';
import { renderJsonPath } from './json-path.ts';
import type { KubectlArgs } from './kubectl-args.ts';
import { Refusal, expectObject } from './kubectl-refusal.ts';
import type { KubeClient } from './kubeconfig.ts';

/** `kubectl get KIND [NAME ...] [-o json|name|jsonpath=TEMPLATE]`. */
export function getObjects(client: KubeClient, args: KubectlArgs): Answer {
  const [, type, ...names] = args.words;
  const resource = resourceOf(type);
  const output = args.flag('o', 'output');
  const base = pathOf(resource, args);
  if (names.length > 0 && selectors.some(({ flags }) => args.flag(...flags) !== undefined))
    throw new Refusal('error: selectors and the all flag cannot be used when passing resource/name arguments');
  const found =
    names.length === 0
      ? expectObject(client.request('GET', `${base}${queryOf(args)}`))
      : names.map((name) => expectObject(client.request('GET', `${base}/${name}`)));
  const items = Array.isArray(found) ? found : itemsSchema.parse(found).items;
  if (output === 'json') {
    const list =
      names.length === 1
        ? items[0]
        : { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '', selfLink: '' } };
    return said(`${JSON.stringify(list, null, 4)}\n`);
  }
  const path = /^jsonpath=(.*)$/su.exec(output ?? '')?.[1];
  if (path !== undefined) {
    const text = renderJsonPath(path, names.length === 1 ? items[0] : { apiVersion: 'v1', kind: 'List', items });
    if (text === null)
      throw new Refusal(`error: error parsing jsonpath ${path}, unrecognized character or unclosed action`);
    return said(text);
  }
  const all = items.map((item) => metadataSchema.parse(item).metadata.name);
  if (output === 'name') return said(all.map((name) => `${resource.singular}/${name}\n`).join(''));
  if (output !== undefined && output !== 'wide')
    throw new Refusal(`error: unable to match a printer suitable for the output format "${output}"`);
  if (all.length === 0) return said('', 'No resources found.\n');
  return said(`NAME\n${all.map((name) => `${name}\n`).join('')}`);
}

/** `kubectl label KIND NAME k=v k- [--overwrite]`, and the same for `annotate`. */
export function label(client: KubeClient, args: KubectlArgs, what: 'label' | 'annotation' = 'label'): Answer {
  const [, type, ...rest] = args.words;
  const resource = resourceOf(type);
  const names = rest.filter((word) => !isChange(word));
  const changes = rest.filter(isChange).map((word) => parseChange(word, what));
  const member = what === 'label' ? 'labels' : 'annotations';
  const done = what === 'label' ? 'labeled' : 'annotated';
  if (names.length === 0)
    throw new Refusal('error: one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (changes.length === 0) throw new Refusal(`error: at least one ${what} update is required`);
  const lines = names.map((name) => {
    const path = `${pathOf(resource, args)}/${name}`;
    const labels = expectObject(client.request('GET', path)).metadata[member] ?? {};
    const missing = changes
      .filter(([key, value]) => value === null && labels[key] === undefined)
      .map(([key]) => `${what} "${key}" not found.\n`);
    const clash = changes.find(([key, value]) => value !== null && labels[key] !== undefined && labels[key] !== value);
    if (clash !== undefined && args.flag('overwrite') !== 'true') {
      throw new Refusal(`error: '${clash[0]}' already has a value (${labels[clash[0]]}), and --overwrite is false`);
    }
    const isDifferent = changes.some(([key, value]) => (labels[key] ?? null) !== value);
    if (isDifferent)
      expectObject(client.request('PATCH', path, { metadata: { [member]: Object.fromEntries(changes) } }));
    return `${missing.join('')}${resource.singular} "${name}" ${isDifferent || what === 'annotation' ? done : `not ${done}`}\n`;
  });
  return said(lines.join(''));
}

/** `kubectl delete KIND NAME ... [--ignore-not-found]`. */
export function deleteObjects(client: KubeClient, args: KubectlArgs): Answer {
  const [, type, ...names] = args.words;
  const resource = resourceOf(type);
  if (names.length === 0)
    throw new Refusal('error: resource(s) were provided, but no name, label selector, or --all flag specified');
  let stdout = '';
  for (const name of names) {
    const answer = client.request('DELETE', `${pathOf(resource, args)}/${name}`);
    if (answer.status === 404 && args.flag('ignore-not-found') === 'true') continue;
    expectObject(answer);
    stdout += `${resource.singular} "${name}" deleted\n`;
  }
  return said(stdout);
}

/** What of a list is asked for. */
function queryOf(args: KubectlArgs): string {
  const query = selectors.flatMap(({ flags, parameter }) => {
    const value = args.flag(...flags);
    return value === undefined ? [] : [`${parameter}=${encodeURIComponent(value)}`];
  });
  return query.length === 0 ? '' : `?${query.join('&')}`;
}

const selectors = [
  { flags: ['l', 'selector'], parameter: 'labelSelector' },
  { flags: ['field-selector'], parameter: 'fieldSelector' },
] as const;

interface Resource {
  readonly singular: string;
  readonly plural: string;
  readonly base: string;
  readonly isNamespaced: boolean;
}

function resourceOf(type: string | undefined): Resource {
  if (type === undefined) throw new Refusal('error: You must specify the type of resource to get.');
  const found = resources.find(({ names }) => names.includes(type));
  if (found === undefined) throw new Refusal(`error: the server doesn't have a resource type "${type}"`);
  const [plural = '', singular = ''] = found.names;
  return { plural, singular, base: found.base, isNamespaced: found.isNamespaced };
}

function pathOf({ base, plural, isNamespaced }: Resource, args: KubectlArgs): string {
  if (!isNamespaced || args.flag('all-namespaces') === 'true') return `${base}/${plural}`;
  return `${base}/namespaces/${args.flag('n', 'namespace') ?? 'default'}/${plural}`;
}

function isChange(word: string): boolean {
  return word.includes('=') || word.endsWith('-');
}

function parseChange(word: string, what: 'label' | 'annotation'): readonly [string, string | null] {
  if (word.endsWith('-') && !word.includes('=')) return [word.slice(0, -1), null];
  const [key = '', ...values] = word.split('=');
  const value = values.join('=');
  if (what === 'label' && values.length !== 1) throw new Refusal(`error: invalid label spec: ${word}`);
  if (what === 'label' && !/^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/u.test(value)) {
    throw new Refusal(
      `error: invalid label value: "${word}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
    );
  }
  if (!/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/u.test(key)) {
    throw new Refusal(`error: invalid ${what} key: "${key}"`);
  }
  return [key, value];
}

const named = (base: string, isNamespaced: boolean, ...names: readonly string[]) => ({ base, isNamespaced, names });
const resources = [
  named('/api/v1', false, 'nodes', 'node', 'no'),
  named('/api/v1', true, 'pods', 'pod', 'po'),
  named('/api/v1', true, 'services', 'service', 'svc'),
  named('/api/v1', true, 'configmaps', 'configmap', 'cm'),
  named('/api/v1', true, 'secrets', 'secret'),
  named('/api/v1', true, 'serviceaccounts', 'serviceaccount', 'sa'),
  named('/api/v1', true, 'replicationcontrollers', 'replicationcontroller', 'rc'),
  named('/api/v1', false, 'namespaces', 'namespace', 'ns'),
  named('/apis/policy/v1beta1', true, 'poddisruptionbudgets', 'poddisruptionbudget', 'pdb'),
  named('/apis/node.k8s.io/v1', false, 'runtimeclasses', 'runtimeclass'),
  named('/apis/rbac.authorization.k8s.io/v1', false, 'clusterrolebindings', 'clusterrolebinding'),
  named('/apis/extensions/v1beta1', true, 'daemonsets', 'daemonset', 'ds'),
  named('/apis/extensions/v1beta1', true, 'deployments', 'deployment', 'deploy'),
  named('/apis/extensions/v1beta1', true, 'ingresses', 'ingress', 'ing'),
] as const;
const itemsSchema = z.looseObject({ items: z.array(z.looseObject({})) });
const metadataSchema = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });
