import * as z from 'zod';
import type { ActionDefinition } from '../contract.ts';
import { schemaProblem } from './json-schema.ts';
import { JujuRefused } from '../model/model.ts';

/**
 * The actions that the document of an actions.yaml defines; an empty one defines none.
 *
 * A YAML reader may give maps with keys that are no strings as `Map`: they are refused here.
 *
 * @throws JujuRefused where Juju cannot read it, and with it the whole charm
 */
export function readActions(document: unknown): Record<string, ActionDefinition> {
  const actions: Record<string, ActionDefinition> = {};
  for (const [name, body] of entriesOf(document)) {
    checkName(name);
    actions[name] = definitionOf(name, Object.fromEntries(entriesOf(cleanse(body))));
  }
  return actions;
}

function checkName(name: string): void {
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/u.test(name)) throw new JujuRefused(`bad action name ${name}`);
  const refused = (reason: string) => new JujuRefused(`cannot use action name ${name}: ${reason}`);
  if (name === 'juju') throw refused('"juju" is a reserved name');
  if (name.startsWith('juju-')) throw refused('the "juju-" prefix is reserved');
}

function definitionOf(name: string, body: Readonly<Record<string, unknown>>): ActionDefinition {
  const { params = {}, parallel = false, 'execution-group': group = '', ...rest } = body;
  const { description = 'No description', title = name } = rest;
  const texts = { description: stringOf('description', description), title: stringOf('title', title) };
  if (rest['required'] !== undefined && !Array.isArray(rest['required'])) throw wrongKind('required', 'a YAML list');
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    throw new JujuRefused('params failed to parse as a map');
  const schema = { type: 'object', ...rest, ...texts, properties: params };
  const problem = schemaProblem(schema);
  if (problem !== null) throw new JujuRefused(`invalid params schema for action schema ${name}: ${problem}`);
  if (typeof parallel !== 'boolean') throw wrongKind('parallel', 'a bool');
  return {
    description: texts.description,
    schema,
    isParallel: parallel,
    executionGroup: stringOf('execution-group', group),
  };
}

function stringOf(key: string, value: unknown): string {
  if (typeof value !== 'string') throw wrongKind(key, 'a string');
  return value;
}

function wrongKind(key: string, kind: string): JujuRefused {
  return new JujuRefused(`value for schema key "${key}" must be ${kind}`);
}

/** Plain JSON; keys that Juju's JSON schema does not have are refused at every depth. */
function cleanse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleanse);
  if (typeof value !== 'object' || value === null) return value;
  const clean = entriesOf(value).map(([key, inner]): [string, unknown] => {
    if (key === '$ref' || key === '$schema')
      throw new JujuRefused(`schema key "${key}" not compatible with this version of juju`);
    return [key, cleanse(inner)];
  });
  return Object.fromEntries(clean);
}

function entriesOf(value: unknown): [string, unknown][] {
  if (value === null || value === undefined) return [];
  if (value instanceof Map) {
    return [...value].map(([key, inner]: [unknown, unknown]) => {
      if (typeof key !== 'string') throw new JujuRefused('map keyed with non-string value');
      return [key, inner];
    });
  }
  const read = Array.isArray(value) ? null : mapShape.safeParse(value);
  if (read?.success === true) return Object.entries(read.data);
  throw new JujuRefused(`cannot unmarshal ${JSON.stringify(value)} into map[string]interface {}`);
}

const mapShape = z.record(z.string(), z.unknown());
