import { describe, expect, it } from 'vitest';
import { actionSchema, parametersProblem, withDefaults } from '../../../simulator/charm/action-parameters.ts';
import { readActions } from '../../../simulator/charm/action-schema.ts';
import { parseGoYaml } from '../../../simulator/charm/go-yaml.ts';
import { JujuRefused } from '../../../simulator/model/model.ts';
import type { ActionDefinition } from '../../../simulator/contract.ts';

const read = (text: string) => readActions(parseGoYaml(text, 'actions', { mapAsMap: true }));

function actionOf(body: string): ActionDefinition {
  const { act } = read(`act: ${body}`);
  if (act === undefined) throw new Error(`no action in ${body}`);
  return act;
}

describe('actions.yaml', () => {
  it('becomes schemas', () => {
    const text = `
backup:
  description: Make a backup
  parallel: true
  execution-group: disk
  params:
    outfile: {type: string, default: foo.bz2}
  required: [outfile]
  additionalProperties: false
restore:
`;
    expect(read(text)).toEqual({
      backup: {
        description: 'Make a backup',
        isParallel: true,
        executionGroup: 'disk',
        schema: {
          title: 'backup',
          description: 'Make a backup',
          type: 'object',
          properties: { outfile: { type: 'string', default: 'foo.bz2' } },
          required: ['outfile'],
          additionalProperties: false,
        },
      },
      restore: {
        description: 'No description',
        isParallel: false,
        executionGroup: '',
        schema: { title: 'restore', description: 'No description', type: 'object', properties: {} },
      },
    });
  });

  it.each(['', '{}', '# nothing\n'])('defines nothing when it is %j', (text) => {
    expect(read(text)).toEqual({});
  });

  it.each(['a', '1', 'a1-b2', 'jujube'])('takes the name %s', (name) => {
    expect(Object.keys(read(`"${name}": {}`))).toEqual([name]);
  });

  it('takes an empty list of required parameters', () => {
    expect(actionOf('{required: []}').schema['required']).toEqual([]);
  });

  it.each([
    ['Backup: {}', 'bad action name Backup'],
    ['-a: {}', 'bad action name -a'],
    ['a-: {}', 'bad action name a-'],
    ['a_b: {}', 'bad action name a_b'],
    ['juju: {}', 'cannot use action name juju: "juju" is a reserved name'],
    ['juju-run: {}', 'cannot use action name juju-run: the "juju-" prefix is reserved'],
    ['a: {params: {x: {$ref: "#/y"}}}', 'schema key "$ref" not compatible with this version of juju'],
    ['a: {params: {x: {items: [{$schema: y}]}}}', 'schema key "$schema" not compatible with this version of juju'],
    ['a: {params: {1: {type: string}}}', 'map keyed with non-string value'],
    ['1: {}', 'map keyed with non-string value'],
    ['a: {description: 3}', 'value for schema key "description" must be a string'],
    ['a: {title: [x]}', 'value for schema key "title" must be a string'],
    ['a: {required: x}', 'value for schema key "required" must be a YAML list'],
    ['a: {parallel: "yes"}', 'value for schema key "parallel" must be a bool'],
    ['a: {execution-group: 3}', 'value for schema key "execution-group" must be a string'],
    ['a: {params: [x]}', 'params failed to parse as a map'],
    ['a: {params: null}', 'params failed to parse as a map'],
    ['a: 3', 'cannot unmarshal 3 into map[string]interface {}'],
    ['[a]', 'cannot unmarshal ["a"] into map[string]interface {}'],
  ])('%s is refused', (text, problem) => {
    expect(() => read(text)).toThrow(new JujuRefused(problem));
  });

  it('with a type that does not exist is refused, and the place is named', () => {
    expect(() => read('a: {params: {x: {type: int}}}')).toThrow(
      /^invalid params schema for action schema a: \(root\)\/properties\/x\/type /u,
    );
  });
});

describe('a pattern of a schema', () => {
  it.each([
    ['^a-\\-b$', 'a--b', 'a-b'],
    ['(?i)^abc$', 'ABC', 'ABD'],
    ['\\Aabc\\z', 'abc', 'abcd'],
    ['^(?P<first>a)b', 'ab', 'bb'],
    ['^[[:alpha:]_]+$', 'a_B', 'a1'],
    ['^\\(?=a$', '(=a', 'aa'],
  ])("%s is one of Go's", (pattern, right, wrong) => {
    const action = actionOf(JSON.stringify({ params: { a: { pattern } } }));
    expect(parametersProblem(action, { a: right }, open)).toBeNull();
    expect(parametersProblem(action, { a: wrong }, open)).toBe(
      `validation failed: (root).a : does not match pattern '${pattern}', given "${wrong}"`,
    );
  });

  it.each([
    ['a(?=b)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?<!b)a', 'invalid or unsupported Perl syntax: `(?<!`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
  ])('%s that Go does not know is refused', (pattern, problem) => {
    const text = `act: ${JSON.stringify({ params: { a: { pattern } } })}`;
    expect(() => read(text)).toThrow(`invalid params schema for action schema act: error parsing regexp: ${problem}`);
  });
});

const open = { hasOpenActionParameters: true };
const closed = { hasOpenActionParameters: false };

describe('parameters', () => {
  it.each([
    ['{quality: {type: integer}}', { quality: 'two' }, '(root).quality : must be of type integer, given "two"'],
    ['{a: {type: string}}', { a: { c: 1, b: '<' } }, '(root).a : must be of type string, given {"b":"\\u003c","c":1}'],
    ['{a: {type: [string, "null"]}}', { a: 1 }, '(root).a : must be of type [string,null], given 1'],
    ['{a: {type: integer, enum: [1, 2]}}', { a: 'x' }, '(root).a : must be of type integer, given "x"'],
    ['{a: {enum: [s, l]}}', { a: 'z' }, '(root).a : must match one of the enum values ["s","l"], given "z"'],
    ['{a: {minimum: 3}}', { a: 2 }, '(root).a : must be greater than or equal to 3, given 2'],
    ['{a: {minimum: 3, exclusiveMinimum: true}}', { a: 3 }, '(root).a : must be greater than 3, given 3'],
    ['{a: {maximum: 3}}', { a: 4 }, '(root).a : must be lower than or equal to 3, given 4'],
    ['{a: {maximum: 3, exclusiveMaximum: true}}', { a: 3 }, '(root).a : must be lower than 3, given 3'],
    ['{a: {multipleOf: 2}}', { a: 3 }, '(root).a : must be a multiple of 2, given 3'],
    ['{a: {pattern: "^x"}}', { a: 'y' }, `(root).a : does not match pattern '^x', given "y"`],
    ['{a: {minLength: 2}}', { a: 'y' }, '(root).a : string length must be greater or equal to 2, given "y"'],
    ['{a: {maxLength: 2}}', { a: 'yyy' }, '(root).a : string length must be lower or equal to 2, given "yyy"'],
    ['{a: {items: {type: string}}}', { a: ['x', 1] }, '(root).a.1 : must be of type string, given 1'],
    ['{a: {minItems: 1}}', { a: [] }, '(root).a : array must have at least 1 items, given []'],
    ['{a: {maxItems: 1}}', { a: [1, 2] }, '(root).a : array must have at the most 1 items, given [1,2]'],
    ['{a: {uniqueItems: true}}', { a: [1, 1] }, '(root).a : array items must be unique, given [1,1]'],
    [
      '{a: {anyOf: [{type: string}, {type: integer}]}}',
      { a: true },
      '(root).a : must validate at least one schema (anyOf), given true',
    ],
    [
      '{a: {oneOf: [{type: string}, {maxLength: 3}]}}',
      { a: 'x' },
      '(root).a : must validate one and only one schema (oneOf), given "x"',
    ],
    ['{a: {not: {type: string}}}', { a: 'x' }, '(root).a : must not validate the schema (not), given "x"'],
    [
      '{a: {properties: {b: {type: string}}, required: [c]}}',
      { a: { b: 1 } },
      '(root).a : "c" property is missing and required, given {"b":1}; (root).a.b : must be of type string, given 1',
    ],
  ])('of %s are refused when they are %j', (params, given, problem) => {
    expect(parametersProblem(actionOf(`{params: ${params}}`), given, open)).toBe(`validation failed: ${problem}`);
  });

  it('that are required must be given, whatever their default', () => {
    const action = actionOf('{params: {outfile: {type: string, default: foo}}, required: [outfile]}');
    expect(parametersProblem(action, {}, open)).toBe(
      'validation failed: (root) : "outfile" property is missing and required, given {}',
    );
    expect(parametersProblem(action, { outfile: 'x' }, open)).toBeNull();
  });

  const refusal = 'validation failed: (root) : additional property "bar" is not allowed, given {"bar":"foo"}';
  it.each([
    ['that takes no others', '{additionalProperties: false}', refusal, refusal],
    ['that says nothing', '{}', null, refusal],
    ['that takes others', '{additionalProperties: true}', null, null],
  ])('that an action %s does not name are refused by the right Juju', (_what, body, older, newer) => {
    const action = actionOf(body);
    expect(parametersProblem(action, { bar: 'foo' }, open)).toBe(older);
    expect(parametersProblem(action, { bar: 'foo' }, closed)).toBe(newer);
  });

  it('have defaults, nested ones too, where nothing is given', () => {
    const { schema } = actionOf(`
  params:
    outfile: {type: string, default: foo.bz2}
    level: {type: integer}
    nothing: {default: null}
    disk:
      properties:
        size: {type: string, default: 10G}
        name: {type: string}
    whole: {default: {a: 1}, properties: {b: {default: 2}}}
    plain: {properties: {c: {type: string}}}
`);
    const disk = { size: '10G' };
    const rest = { nothing: null, whole: { a: 1 } };
    expect(withDefaults(schema, {})).toEqual({ outfile: 'foo.bz2', disk, ...rest });
    expect(withDefaults(schema, { outfile: 'x', disk: { name: 'sda' } })).toEqual({
      outfile: 'x',
      disk: { name: 'sda', size: '10G' },
      ...rest,
    });
    expect(withDefaults(schema, { disk: 'sda', whole: {}, other: 1 })).toEqual({
      outfile: 'foo.bz2',
      disk: 'sda',
      nothing: null,
      whole: { b: 2 },
      other: 1,
    });
  });

  it('are closed by the schema that a later Juju shows', () => {
    expect(actionSchema(actionOf('{}'), closed)['additionalProperties']).toBe(false);
    expect(actionSchema(actionOf('{}'), open)['additionalProperties']).toBeUndefined();
  });
});
