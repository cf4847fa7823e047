/** What a field of a message is: its name in JSON and how its bytes are read. */
export type Field = readonly [name: string, type: FieldType];

export type FieldType =
  | 'bool'
  | 'int'
  | 'intOrString'
  | 'string'
  | 'strings'
  /** A map of texts, or of bytes, which are base64 in JSON. */
  | 'bytesMap'
  | 'stringMap'
  | { readonly one: Message }
  | { readonly many: Message };

/** The fields of a message by their numbers; what is not here is not read. */
export type Message = Readonly<Record<number, Field>>;

const owner: Message = {
  1: ['kind', 'string'],
  3: ['name', 'string'],
  4: ['uid', 'string'],
  5: ['apiVersion', 'string'],
};
const metadata: Message = {
  1: ['name', 'string'],
  2: ['generateName', 'string'],
  3: ['namespace', 'string'],
  5: ['uid', 'string'],
  6: ['resourceVersion', 'string'],
  11: ['labels', 'stringMap'],
  12: ['annotations', 'stringMap'],
  13: ['ownerReferences', { many: owner }],
  14: ['finalizers', 'strings'],
};
const object = (fields: Message): Message => ({ 1: ['metadata', { one: metadata }], ...fields });

const containerPort: Message = { 1: ['name', 'string'], 3: ['containerPort', 'int'], 4: ['protocol', 'string'] };
const envVar: Message = { 1: ['name', 'string'], 2: ['value', 'string'] };
const container: Message = {
  1: ['name', 'string'],
  2: ['image', 'string'],
  3: ['command', 'strings'],
  4: ['args', 'strings'],
  6: ['ports', { many: containerPort }],
  7: ['env', { many: envVar }],
};
const podSpec: Message = { 2: ['containers', { many: container }], 3: ['restartPolicy', 'string'] };
const template: Message = object({ 2: ['spec', { one: podSpec }] });
const selector: Message = { 1: ['matchLabels', 'stringMap'] };
const reference: Message = { 1: ['name', 'string'] };
const subject: Message = {
  1: ['kind', 'string'],
  2: ['apiGroup', 'string'],
  3: ['name', 'string'],
  4: ['namespace', 'string'],
};
const roleRef: Message = { 1: ['apiGroup', 'string'], 2: ['kind', 'string'], 3: ['name', 'string'] };
const rule: Message = {
  1: ['verbs', 'strings'],
  2: ['apiGroups', 'strings'],
  3: ['resources', 'strings'],
  4: ['resourceNames', 'strings'],
  5: ['nonResourceURLs', 'strings'],
};
const servicePort: Message = {
  1: ['name', 'string'],
  2: ['protocol', 'string'],
  3: ['port', 'int'],
  4: ['targetPort', 'intOrString'],
  5: ['nodePort', 'int'],
};
const resourceAttributes: Message = {
  1: ['namespace', 'string'],
  2: ['verb', 'string'],
  3: ['group', 'string'],
  4: ['version', 'string'],
  5: ['resource', 'string'],
  6: ['subresource', 'string'],
  7: ['name', 'string'],
};
const pathAttributes: Message = { 1: ['path', 'string'], 2: ['verb', 'string'] };
const review: Message = {
  1: ['resourceAttributes', { one: resourceAttributes }],
  2: ['nonResourceAttributes', { one: pathAttributes }],
};
const role = object({ 2: ['rules', { many: rule }] });
const binding = object({ 2: ['subjects', { many: subject }], 3: ['roleRef', { one: roleRef }] });
const spec = (message: Message): Message => object({ 2: ['spec', { one: message }] });

/**
 * What kubectl makes by `kubectl create KIND`, as far as its flags reach.
 *
 * Source: the generated.proto files of k8s.io/api
 */
export const messages: Readonly<Record<string, Message>> = {
  ClusterRole: role,
  ClusterRoleBinding: binding,
  ConfigMap: object({ 2: ['data', 'stringMap'], 3: ['binaryData', 'bytesMap'], 4: ['immutable', 'bool'] }),
  Deployment: spec({
    1: ['replicas', 'int'],
    2: ['selector', { one: selector }],
    3: ['template', { one: template }],
  }),
  Job: spec({ 1: ['parallelism', 'int'], 2: ['completions', 'int'], 6: ['template', { one: template }] }),
  Namespace: object({}),
  PodDisruptionBudget: spec({
    1: ['minAvailable', 'intOrString'],
    2: ['selector', { one: selector }],
    3: ['maxUnavailable', 'intOrString'],
  }),
  Role: role,
  RoleBinding: binding,
  Secret: object({ 2: ['data', 'bytesMap'], 3: ['type', 'string'], 4: ['stringData', 'stringMap'] }),
  SelfSubjectAccessReview: spec(review),
  SelfSubjectReview: object({}),
  Service: spec({
    1: ['ports', { many: servicePort }],
    2: ['selector', 'stringMap'],
    3: ['clusterIP', 'string'],
    4: ['type', 'string'],
    10: ['externalName', 'string'],
  }),
  ServiceAccount: object({ 2: ['secrets', { many: reference }], 3: ['imagePullSecrets', { many: reference }] }),
};
