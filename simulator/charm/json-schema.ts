import Ajv from 'ajv-draft-04';
import { goRegExp } from './go-regexp.ts';
import type { ErrorObject, ValidateFunction } from 'ajv-draft-04';

/** What is wrong with a schema of draft 4, in the first place; null when it is one. */
export function schemaProblem(schema: object): string | null {
  try {
    withSchema(schema, () => undefined);
    return null;
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split(', data/');
    return first.replace(/^schema is invalid: data/u, '(root)');
  }
}

/** Every place of the value that the schema does not take. @throws when it is no schema of draft 4 */
export function schemaErrors(schema: object, value: unknown): readonly ErrorObject[] {
  return withSchema(schema, (validate) => (validate(value) ? [] : (validate.errors ?? [])));
}

let ajv: Ajv | null = null;

function withSchema<T>(schema: object, use: (validate: ValidateFunction) => T): T {
  ajv ??= new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    validateFormats: false,
    unicodeRegExp: false,
    code: { regExp: Object.assign(goRegExp, { code: 'goRegExp' }) },
    logger: false,
    addUsedSchema: false,
  });
  const plain = withoutEmptyRequired(schema);
  try {
    return use(ajv.compile(plain));
  } finally {
    ajv.removeSchema(plain);
  }
}

/** Juju takes `required: []`; draft 4 itself does not. */
function withoutEmptyRequired<T>(schema: T): T;
function withoutEmptyRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((each: unknown) => withoutEmptyRequired(each));
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([key, value]) => !(key === 'required' && Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutEmptyRequired(value)]));
}
