import { describe, expect, it } from 'vitest';
import { applyWrites } from '../../../simulator/agent/run/apply-writes.ts';
import type { Secret } from '../../../simulator/model/model.ts';
import { failure, itAnswers, usage } from './tools-rows.ts';
import type { Row } from './tools-rows.ts';
import { absent, aWorldWithSecrets, committed, follower, leader, mine, ours, theirs } from './tools-secrets-world.ts';
import { aWorld, callAll, contextIn, now } from './tools-world.ts';

export const isUri = /^secret:[0-9a-v]{20}\n$/u;

describe('secret-add', () => {
  const inPlace = (rows: readonly Row[]) => rows.map(([line, expected]): Row => [line, expected, { juju: '3.6' }]);
  itAnswers(
    inPlace([
      ['secret-add', usage('missing secret value or filename')],
      ['secret-add x', usage('key value "x" not valid')],
      ['secret-add =x', usage('key value "=x" not valid')],
      ['secret-add ab=x', usage('key "ab" not valid')],
      ['secret-add Abc=x', usage('key "Abc" not valid')],
      ['secret-add a--bc=x', usage('key "a--bc" not valid')],
      ['secret-add abc-=x', usage('key "abc-" not valid')],
      ['secret-add abc#hex=x', usage('key "abc#hex" not valid')],
      ['secret-add --rotate often abc=x', usage('rotate policy "often" not valid')],
      ['secret-add --owner model abc=x', usage('secret owner "model" not valid')],
      ['secret-add --expire soon abc=x', usage('expire time or duration "soon" not valid')],
      ['secret-add --expire=-1h abc=x', usage('negative or zero expire duration "-1h" not valid')],
      [
        'secret-add --expire 2001-01-01T00:00:00Z abc=x',
        usage('expire time "2001-01-01T00:00:00Z" in the past not valid'),
      ],
      ['secret-add --format=json abc=x', usage('option provided but not defined: --format')],
      ['secret-add abc#base64=%%%', failure('value of key "abc" is not base64')],
      ['secret-add abc#file=/nope', failure('open /nope: no such file or directory')],
      ['secret-add abc#file=relative', failure('open relative: no such file or directory')],
      ['secret-add --file /nope', failure('open /nope: no such file or directory')],
      [`secret-add abc=${'x'.repeat(8193)}`, failure('secret content for key "abc" too large: 8193 bytes')],
      [
        `secret-add ${Array.from({ length: 129 }, (_, index) => `key${index}=${'x'.repeat(8192)}`).join(' ')}`,
        failure('secret content too large: 1056768 bytes'),
      ],
    ]),
  );
  itAnswers([
    ['secret-add abc=x', failure('this unit is not the leader'), follower],
    ['secret-add --owner application abc=x', failure('this unit is not the leader'), follower],
  ]);

  it.each<[string, Partial<Secret>]>([
    ['secret-add password=x', { owner: { kind: 'application', name: 'tiny' }, rotation: 'never', rotateAt: null }],
    ['secret-add --owner unit password=x', { owner: { kind: 'unit', name: 'tiny/0' } }],
    ['secret-add --label db --description "the d b" password=x', { label: 'db', description: 'the d b' }],
    ['secret-add --rotate hourly password=x', { rotation: 'hourly', rotateAt: now + 3600 }],
    ['secret-add --rotate daily password=x', { rotateAt: now + 86_400 }],
    ['secret-add --rotate weekly password=x', { rotateAt: now + 7 * 86_400 }],
    ['secret-add --rotate monthly password=x', { rotateAt: Date.UTC(2023, 11, 14, 22, 13, 20) / 1000 }],
    ['secret-add --rotate quarterly password=x', { rotateAt: Date.UTC(2024, 1, 14, 22, 13, 20) / 1000 }],
    ['secret-add --rotate yearly password=x', { rotateAt: Date.UTC(2024, 10, 14, 22, 13, 20) / 1000 }],
  ])('%s is true when the hook is committed', async (line, expected) => {
    const world = aWorld('4.0');
    const context = contextIn(world);
    const { stdout } = await callAll(world, context, line);
    expect(stdout).toMatch(isUri);
    expect(world.model.secrets).toEqual({});
    expect(applyWrites(world.juju, context)).toBeNull();
    const id = stdout.trim().replace('secret:', '');
    expect(world.model.secrets[id]).toMatchObject({ ...expected, id, grants: [], consumers: {} });
    expect(world.model.secrets[id]?.revisions).toEqual({
      1: { content: { password: 'x' }, createdAt: now, expiresAt: null },
    });
  });

  it.each([
    ['2030-01-01T00:00:00Z', Date.UTC(2030, 0, 1) / 1000],
    ['2030-01-01T02:00:00+02:00', Date.UTC(2030, 0, 1) / 1000],
    ['36h', now + 36 * 3600],
    ['1h30m', now + 5400],
  ])('--expire %s is %d', async (expire, expiresAt) => {
    const world = aWorld('3.6');
    expect(await committed(world, `secret-add --expire ${expire} password=x`)).toBeNull();
    expect(Object.values(world.model.secrets)[0]?.revisions['1']?.expiresAt).toBe(expiresAt);
  });

  it.each([
    ['token=a=b==', { token: 'a=b==' }],
    ['token#base64=aGVsbG8=', { token: 'hello' }],
    ['token#base64=/w==', { 'token#base64': '/w==' }],
    ['one=1 two=2', { one: '1', two: '2' }],
    ["key=$'l1\\nl2\\n'", { key: 'l1\nl2\n' }],
  ])('%s holds %j', async (words, content) => {
    const world = aWorld('3.6');
    await committed(world, `secret-add ${words}`);
    expect(Object.values(world.model.secrets)[0]?.revisions['1']?.content).toEqual(content);
  });

  it('gives ids of twenty characters, each another one', async () => {
    const world = aWorld('3.6');
    await committed(world, Array.from({ length: 50 }, () => 'secret-add password=x').join(' ; '));
    expect(Object.keys(world.model.secrets)).toHaveLength(50);
  });

  it('is refused in the end when the label is taken, or the unit leads no more', async () => {
    const world = aWorldWithSecrets();
    expect(await committed(world, 'secret-add --label ours password=x')).toBe(
      'secret with label "ours" already exists',
    );
    expect(await committed(world, 'secret-add --owner unit --label ours password=x')).toBeNull();
    const context = contextIn(world);
    await callAll(world, context, 'secret-add password=x ; state-set a=1');
    Object.assign(world.model.applications['tiny'] ?? {}, { leader: 'tiny/1' });
    const before = JSON.stringify(world.model);
    expect(applyWrites(world.juju, context)).toBe('permission denied');
    expect(JSON.stringify(world.model)).toBe(before);
  });
});

describe('secret-set and secret-remove', () => {
  itAnswers([
    ['secret-set', usage('missing secret URI'), leader],
    ['secret-set nope abc=x', usage('secret URI "nope" not valid'), leader],
    [`secret-set ${ours}`, usage('at least one attribute to update must be specified'), leader],
    [`secret-set ${ours} x`, usage('key value "x" not valid'), leader],
    [`secret-set ${ours} --rotate often`, usage('rotate policy "often" not valid'), leader],
    [`secret-set secret:${absent} abc=x`, failure(`secret "${absent}" not found`), leader],
    [`secret-set ${ours} abc=x`, failure('permission denied'), follower],
    [`secret-set ${theirs} abc=x`, failure('permission denied'), leader],
    [`secret-set ${mine} abc=x`, failure('permission denied'), follower],
    [`secret-set ${ours} abc=x`, '', leader],
    ['secret-remove', usage('missing secret URI'), leader],
    ['secret-remove nope', usage('secret URI "nope" not valid'), leader],
    [`secret-remove ${ours} x`, usage('unrecognized args: ["x"]'), leader],
    [
      `secret-remove ${ours} --revision x`,
      usage('invalid value "x" for option --revision: strconv.ParseInt: parsing "x": invalid syntax'),
      leader,
    ],
    [`secret-remove ${absent}`, failure(`secret "${absent}" not found`), leader],
    [`secret-remove ${theirs}`, failure('permission denied'), leader],
    [`secret-remove ${ours}`, '', leader],
    [`secret-remove ${ours} ; secret-set ${ours} abc=x`, failure(`secret "${ours}" not found`), leader],
  ]);

  it('make one revision a hook, and none for the same content', async () => {
    const world = aWorldWithSecrets();
    expect(
      await committed(world, `secret-set ${ours} password=a ; secret-set secret:${ours} password=b --label new`),
    ).toBeNull();
    expect(world.model.secrets[ours]).toMatchObject({ label: 'new' });
    expect(Object.keys(world.model.secrets[ours]?.revisions ?? {})).toEqual(['1', '2', '3']);
    expect(world.model.secrets[ours]?.revisions['3']?.content).toEqual({ password: 'b' });
    await committed(world, `secret-set secret://${world.model.uuid}/${ours} password=b`);
    expect(Object.keys(world.model.secrets[ours]?.revisions ?? {})).toHaveLength(3);
  });

  it('change a secret that the same hook has added', async () => {
    const world = aWorld('3.6');
    const context = contextIn(world);
    const { stdout } = await callAll(world, context, 'secret-add password=x --label a');
    await callAll(world, context, `secret-set ${stdout.trim()} password=y --rotate daily --expire 1h`);
    expect(applyWrites(world.juju, context)).toBeNull();
    expect(Object.values(world.model.secrets)).toEqual([
      expect.objectContaining({
        ...{ label: 'a', rotation: 'daily', rotateAt: now + 86_400 },
        revisions: { 1: { content: { password: 'y' }, createdAt: now, expiresAt: now + 3600 } },
      }),
    ]);
  });

  it('without content change what is known of the secret', async () => {
    const world = aWorldWithSecrets();
    await committed(world, `secret-set ${mine} --description d --rotate hourly --expire 2h`);
    expect(world.model.secrets[mine]).toMatchObject({ description: 'd', rotation: 'hourly', rotateAt: now + 3600 });
    expect(world.model.secrets[mine]?.revisions).toMatchObject({
      1: { expiresAt: null },
      2: { expiresAt: now + 7200 },
    });
  });

  it('remove a revision, the last one with its secret, or the whole', async () => {
    const world = aWorldWithSecrets();
    await committed(world, `secret-remove ${ours} --revision 1 ; secret-remove ${mine}`);
    expect(Object.keys(world.model.secrets[ours]?.revisions ?? {})).toEqual(['2']);
    expect(world.model.secrets).not.toHaveProperty(mine);
    await committed(world, `secret-remove ${ours} --revision 2`);
    expect(world.model.secrets).not.toHaveProperty(ours);
  });
});
