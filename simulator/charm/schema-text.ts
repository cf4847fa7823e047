import type { ErrorObject } from 'ajv-draft-04';

/** What Juju's validator says of these errors: `(root).quality : must be of type integer, given "two"`, one after the other. */
export function schemaText(errors: readonly ErrorObject[]): string {
  const wrongType = new Set(errors.filter(({ keyword }) => keyword === 'type').map(placeOf));
  return errors
    .filter((error) => error.keyword === 'type' || !wrongType.has(placeOf(error)))
    .filter(({ schemaPath }) => !/\/(?:anyOf|not|oneOf)\/.+/u.test(schemaPath))
    .map((error) => `${contextOf(error)} : ${complaintOf(error)}, given ${goJson(error.data)}`)
    .join('; ');
}

/** The same place of the value by the same part of the schema. */
function placeOf({ instancePath, schemaPath }: ErrorObject): string {
  return `${instancePath} ${schemaPath.slice(0, schemaPath.lastIndexOf('/'))}`;
}

/** `/disks/0` is `(root).disks.0`. */
function contextOf({ instancePath }: ErrorObject): string {
  const parts = instancePath.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return ['(root)', ...parts.slice(1)].join('.');
}

function complaintOf(error: ErrorObject): string {
  const complain = complaints[error.keyword];
  return complain === undefined ? (error.message ?? error.keyword) : complain(error.params, error.schema);
}

type Complaint = (params: Readonly<Record<string, unknown>>, schema: unknown) => string;

const bound = (more: string, less: string): Complaint => {
  return ({ comparison, limit }) => {
    const word = String(comparison).startsWith('>') ? more : less;
    return `must be ${word} than ${String(comparison).endsWith('=') ? 'or equal to ' : ''}${String(limit)}`;
  };
};

const complaints: Readonly<Record<string, Complaint>> = {
  type: ({ type }) => `must be of type ${Array.isArray(type) ? `[${type.join(',')}]` : String(type)}`,
  required: ({ missingProperty }) => `"${String(missingProperty)}" property is missing and required`,
  additionalProperties: ({ additionalProperty }) =>
    `additional property "${String(additionalProperty)}" is not allowed`,
  enum: (_params, values) => `must match one of the enum values ${goJson(values)}`,
  minimum: bound('greater', 'lower'),
  maximum: bound('greater', 'lower'),
  multipleOf: ({ multipleOf }) => `must be a multiple of ${String(multipleOf)}`,
  pattern: ({ pattern }) => `does not match pattern '${String(pattern)}'`,
  minLength: ({ limit }) => `string length must be greater or equal to ${String(limit)}`,
  maxLength: ({ limit }) => `string length must be lower or equal to ${String(limit)}`,
  minItems: ({ limit }) => `array must have at least ${String(limit)} items`,
  maxItems: ({ limit }) => `array must have at the most ${String(limit)} items`,
  uniqueItems: () => 'array items must be unique',
  additionalItems: () => 'no additional item allowed on array',
  minProperties: ({ limit }) => `must have at least ${String(limit)} properties`,
  maxProperties: ({ limit }) => `must have at the most ${String(limit)} properties`,
  dependencies: ({ missingProperty }) => `has a dependency on ${String(missingProperty)}`,
  anyOf: () => 'must validate at least one schema (anyOf)',
  oneOf: () => 'must validate one and only one schema (oneOf)',
  allOf: () => 'must validate all the schemas (allOf)',
  not: () => 'must not validate the schema (not)',
};

/** JSON as a Go program writes it: keys in order, no blanks, HTML's letters escaped. */
function goJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
  return text.replace(/[<>&]/gu, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
}
