import type { ActionDefinition } from '../contract.ts';
import { schemaErrors } from './json-schema.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import { schemaText } from './schema-text.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** Why an action does not take these parameters, as Juju says it; null when it does. Defaults do not count as given. */
export function parametersProblem(
  definition: ActionDefinition,
  parameters: Parameters,
  features: Pick<JujuFeatures, 'hasOpenActionParameters'>,
): string | null {
  const errors = schemaErrors(actionSchema(definition, features), parameters);
  return errors.length === 0 ? null : `validation failed: ${schemaText(errors)}`;
}

/** The schema of the action's parameters with what this Juju takes for granted. */
export function actionSchema(
  { schema }: ActionDefinition,
  { hasOpenActionParameters }: Pick<JujuFeatures, 'hasOpenActionParameters'>,
): ActionDefinition['schema'] {
  return hasOpenActionParameters ? schema : { additionalProperties: false, ...schema };
}

/** The parameters with what the schema says of those that are not given, nested ones too; an outer default comes first. */
export function withDefaults(schema: unknown, parameters: Parameters): Record<string, unknown> {
  const filled: Record<string, unknown> = { ...parameters };
  for (const [name, property] of Object.entries(fieldsOf(fieldsOf(schema)['properties']))) {
    const about = fieldsOf(property);
    const given = filled[name];
    if (!(name in filled) && 'default' in about) filled[name] = structuredClone(about['default']);
    else if (about['properties'] === undefined || (given !== undefined && !isMap(given))) continue;
    else {
      const inner = withDefaults(property, fieldsOf(given));
      if (given !== undefined || Object.keys(inner).length > 0) filled[name] = inner;
    }
  }
  return filled;
}

function fieldsOf(value: unknown): Parameters {
  return isMap(value) ? value : {};
}

function isMap(value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
