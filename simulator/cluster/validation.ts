import { at, isRecord, isSame, recordAt, textAt, textsAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { matchesObjectSelector } from './label-selector.ts';
import type { Cause } from './status.ts';

/** What is wrong with an object that is to be created: its name, its labels, the selector of a workload, a secret. */
export function creationCauses(object: KubernetesObject): readonly Cause[] {
  return [...nameCauses(object), ...labelCauses(object), ...selectorCauses(object), ...secretCauses(object)];
}

/** What is wrong with a change of an object. */
export function changeCauses(before: KubernetesObject, after: KubernetesObject): readonly Cause[] {
  const fixed = (immutable[after.kind] ?? []).flatMap((path) => {
    const [old, next] = [at(before, ...path), at(after, ...path)];
    return isSame(old, next) || old === undefined ? [] : [cause(path.join('.'), next, 'field is immutable')];
  });
  return [...labelCauses(after), ...fixed, ...selectorCauses(after), ...secretCauses(after)];
}

/** Where the data of a secret is not base64; null when it is. */
export function badBase64(object: KubernetesObject): string | null {
  if (object.kind !== 'Secret') return null;
  const values = Object.values(recordAt(object, 'data'));
  const bad = values.find((value) => typeof value !== 'string' || !isBase64(value));
  if (bad === undefined) return null;
  const index = typeof bad === 'string' ? Math.max(0, bad.search(/[^\w+/=\n\r]|_/u)) : 0;
  return `illegal base64 data at input byte ${index}`;
}

function nameCauses(object: KubernetesObject): readonly Cause[] {
  const { name } = object.metadata;
  if (name === undefined || name === '') {
    const message = 'Required value: name or generateName is required';
    return [{ field: 'metadata.name', reason: 'FieldValueRequired', message }];
  }
  const { pattern, longest, words } = nameRule(object.kind);
  if (name.length > longest) return [cause('metadata.name', name, `must be no more than ${longest} characters`)];
  return pattern.test(name) ? [] : [cause('metadata.name', name, words)];
}

function nameRule(kind: string): { readonly pattern: RegExp; readonly longest: number; readonly words: string } {
  if (/^(?:Cluster)?Role(?:Binding)?$/u.test(kind)) {
    return { pattern: /^(?!\.{1,2}$)[^/%]+$/u, longest: Infinity, words: "may not contain '/' or '%'" };
  }
  if (kind === 'Namespace') return { pattern: label, longest: 63, words: labelWords };
  if (kind === 'Service') return { pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/u, longest: 63, words: serviceWords };
  return { pattern: subdomain, longest: 253, words: subdomainWords };
}

function labelCauses({ metadata }: KubernetesObject): readonly Cause[] {
  return Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => [
    ...(labelKey.test(key) ? [] : [cause('metadata.labels', key, labelKeyWords)]),
    ...(labelValue.test(value) && value.length <= 63 ? [] : [cause('metadata.labels', value, labelValueWords)]),
  ]);
}

function selectorCauses(object: KubernetesObject): readonly Cause[] {
  if (!['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'].includes(object.kind)) return [];
  const selector = at(object, 'spec', 'selector');
  if (!isRecord(selector) || Object.keys(selector).length === 0) {
    return [{ field: 'spec.selector', reason: 'FieldValueRequired', message: 'Required value' }];
  }
  const labels = textsAt(object, 'spec', 'template', 'metadata', 'labels');
  if (matchesObjectSelector(labels, selector)) return [];
  return [cause('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')];
}

function secretCauses(object: KubernetesObject): readonly Cause[] {
  if (object.kind !== 'Secret') return [];
  const missing = (secretKeys[textAt(object, 'type')] ?? []).filter((key) => at(object, 'data', key) === undefined);
  return missing.map((key) => ({
    field: `data[${key}]`,
    reason: 'FieldValueRequired',
    message: 'Required value',
  }));
}

function cause(field: string, value: unknown, words: string): Cause {
  return { field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${words}` };
}

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u.test(text.replace(/[\n\r]/gu, ''));
}

const immutable: Readonly<Record<string, readonly (readonly string[])[]>> = {
  ClusterRoleBinding: [['roleRef']],
  DaemonSet: [['spec', 'selector']],
  Deployment: [['spec', 'selector']],
  IngressClass: [['spec', 'controller']],
  Job: [['spec', 'template']],
  PersistentVolumeClaim: [
    ['spec', 'accessModes'],
    ['spec', 'storageClassName'],
  ],
  ReplicaSet: [['spec', 'selector']],
  RoleBinding: [['roleRef']],
  RuntimeClass: [['handler']],
  Secret: [['type']],
  Service: [['spec', 'clusterIP']],
  StatefulSet: [
    ['spec', 'selector'],
    ['spec', 'serviceName'],
  ],
  StorageClass: [['provisioner'], ['parameters']],
};
const secretKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/basic-auth': [],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

// Kubernetes shows its own patterns in what it says, so the words below repeat them.
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/u;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/u;
/** An optional prefix, which is a domain, and a name of at most 63 characters. */
const labelKey = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/u;
const labelWords =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const serviceWords =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelKeyWords =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
