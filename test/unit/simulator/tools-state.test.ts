import { describe, expect, it } from 'vitest';
import { applyWrites } from '../../../simulator/agent/run/apply-writes.ts';
import { unitOf } from '../../../simulator/model/model.ts';
import { failure, itAnswers, usage } from './tools-rows.ts';
import { aWorld, callAll, contextIn } from './tools-world.ts';
import type { Place } from './tools-world.ts';

const kept: Place = {
  where: ({ model }) => void Object.assign(unitOf(model, 'tiny/0').state, { a: '1', text: 'l1\nl2' }),
};

describe('state-get', () => {
  itAnswers([
    ['state-get', '{}\n'],
    ['state-get --format=yaml', '{}\n'],
    ['state-get --format=json', 'null\n'],
    ['state-get - --format=json', 'null\n'],
    ['state-get --format=json', 'null\n', { juju: '4.0' }],
    ['state-get --format=json', '{"a":"1","text":"l1\\nl2"}\n', kept],
    ['state-get', 'a: "1"\ntext: |-\n  l1\n  l2\n', kept],
    ['state-get a', '1\n', kept],
    ['state-get a --format=json', '"1"\n', kept],
    ['state-get nope', '', kept],
    ['state-get nope --format=json', '""\n', kept],
    ['state-get nope --format=yaml', '""\n', kept],
    ['state-get --strict a', '1\n', kept],
    ['state-get --strict nope', failure('"nope" not found'), kept],
    ['state-get a b', usage('unrecognized args: ["b"]')],
  ]);
});

describe('state-set and state-delete', () => {
  itAnswers([
    ['state-set a=2 b=x ; state-get --format=json', '{"a":"2","b":"x","text":"l1\\nl2"}\n', kept],
    ['state-set a= ; state-get --format=json', '{"a":"","text":"l1\\nl2"}\n', kept],
    ['state-set a= ; state-get --strict --format=json a', '""\n', kept],
    ['state-set " a = x " ; state-get a', 'x\n'],
    ['state-delete a ; state-get --format=json', '{"text":"l1\\nl2"}\n', kept],
    ['state-delete a ; state-set a=3 ; state-get a', '3\n', kept],
    ['state-set b=1 ; state-delete b ; state-get --format=json', 'null\n'],
    ['state-delete', '', kept],
    ['state-delete nope', '', kept],
    ['state-delete a b', usage('unrecognized args: ["b"]')],
    ['state-set', ''],
    ['state-set a', usage('expected "key=value", got "a"')],
    ['state-set a=1 a=2', usage('key "a" specified more than once')],
    [
      'state-set --file - b=2 ; state-get --format=json',
      '{"b":"2","c":"x\\ny\\n","d":"true"}\n',
      { stdin: '{"b":1,"c":"x\\ny\\n","d":true}' },
    ],
    ['state-set --file - ; state-get --format=json', 'null\n', { stdin: '' }],
    [
      'state-set --file -',
      failure('yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into map[string]string'),
      { stdin: '[]' },
    ],
    ['state-set --file no.yaml', failure('open /nowhere/no.yaml: no such file or directory')],
    [`state-set ${'k'.repeat(256)}=1`, ''],
    [`state-set ${'k'.repeat(257)}=1`, failure('max allowed key length (256) exceeded')],
    [`state-set ${'ü'.repeat(129)}=1`, failure('max allowed key length (256) exceeded')],
    [`state-set a=${'v'.repeat(65536)}`, ''],
    [`state-set a=${'v'.repeat(65537)}`, failure('max allowed value length (65536) exceeded')],
  ]);

  it('are true when the hook is committed', async () => {
    const world = aWorld();
    kept.where?.(world);
    const context = contextIn(world);
    await callAll(world, context, 'state-set b=2 ; state-delete a ; state-delete nope');
    expect(unitOf(world.model, 'tiny/0').state).toEqual({ a: '1', text: 'l1\nl2' });
    expect(applyWrites(world.juju, context)).toBeNull();
    expect(unitOf(world.model, 'tiny/0').state).toEqual({ b: '2', text: 'l1\nl2' });
    expect(unitOf(world.model, 'tiny/1').state).toEqual({});
  });

  it('are refused with everything else when a unit would keep more than 2 MiB', async () => {
    const world = aWorld();
    const { state } = unitOf(world.model, 'tiny/0');
    for (let index = 0; index < 31; index += 1) state[`k${index}`] = 'v'.repeat(65536);
    const context = contextIn(world);
    await callAll(world, context, `state-set x=${'v'.repeat(65536)} y=1 ; relation-set -r 9 a=1`);
    const before = JSON.stringify(world.model);
    expect(applyWrites(world.juju, context)).toBe('max allowed size (2097152) exceeded');
    expect(JSON.stringify(world.model)).toBe(before);
    await callAll(world, context, 'state-delete k0');
    expect(applyWrites(world.juju, context)).toBeNull();
  });
});
