import { describe, expect, it } from 'vitest';
import { applyWrites } from '../../../simulator/agent/apply-writes.ts';
import type { Secret } from '../../../simulator/model/model.ts';
import { failure, itAnswers, usage } from './tools-rows.ts';
import type { Row } from './tools-rows.ts';
import { aWorld, callAll, contextIn, now } from './tools-world.ts';
import type { Place, World } from './tools-world.ts';

const ours = '9m4e2mr0ui3e8a215n4g';
const mine = '9m4e2mr0ui3e8a215n50';
const theirs = '9m4e2mr0ui3e8a215n60';
const hidden = '9m4e2mr0ui3e8a215n70';
const absent = '9m4e2mr0ui3e8a215n80';

function aSecret(id: string, owner: Secret['owner'], more: Partial<Secret> = {}): Secret {
  const revision = (content: Record<string, string>) => ({ content, createdAt: now, expiresAt: null });
  return {
    ...{ id, owner, label: '', description: '', rotation: 'never', rotateAt: null, grants: [], consumers: {} },
    revisions: { 1: revision({ password: 'old' }), 2: revision({ password: 'new', user: 'admin' }) },
    ...more,
  };
}

function withSecrets({ model }: World): void {
  model.secrets[ours] = aSecret(ours, { kind: 'application', name: 'tiny' }, { label: 'ours' });
  model.secrets[mine] = aSecret(mine, { kind: 'unit', name: 'tiny/0' });
  model.secrets[theirs] = aSecret(
    theirs,
    { kind: 'application', name: 'server' },
    {
      grants: [{ relation: 9, to: { kind: 'application', name: 'tiny' } }],
      consumers: { 'tiny/0': { label: 'db', revision: 1 } },
    },
  );
  model.secrets[hidden] = aSecret(
    hidden,
    { kind: 'unit', name: 'server/0' },
    { grants: [{ relation: 9, to: { kind: 'unit', name: 'tiny/1' } }] },
  );
}

const leader: Place = { juju: '3.6', where: withSecrets };
const follower: Place = { ...leader, unit: 'tiny/1' };
const isUri = /^secret:[0-9a-v]{20}\n$/u;

async function committed(world: World, line: string, place: Place = {}): Promise<string | null> {
  const context = contextIn(world, place);
  expect(await callAll(world, context, line, place)).toMatchObject({ exitCode: 0, stderr: '' });
  return applyWrites(world.juju, context);
}

function aWorldWithSecrets(): World {
  const world = aWorld('3.6');
  withSecrets(world);
  return world;
}

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

describe('secret-get', () => {
  const newest = 'password: new\nuser: admin\n';
  itAnswers([
    [`secret-get ${ours}`, newest, leader],
    [`secret-get secret:${ours}`, newest, leader],
    [`secret-get secret:${ours}`, newest, { ...leader, juju: '4.0' }],
    [`secret-get ${ours} --format=json`, '{"password":"new","user":"admin"}\n', leader],
    [`secret-get ${ours} --format=yaml`, newest, leader],
    [`secret-get ${ours} password`, 'new\n', leader],
    [`secret-get ${ours} password --format=json`, '"new"\n', leader],
    [`secret-get ${ours} password#base64`, 'bmV3\n', leader],
    ['secret-get --label ours', newest, leader],
    ['secret-get --label ours', newest, follower],
    ['secret-get --label ours password', 'new\n', leader],
    [`secret-get ${ours}`, newest, follower],
    [`secret-get ${theirs}`, 'password: old\n', leader],
    ['secret-get --label db', 'password: old\n', leader],
    [`secret-get ${theirs} --peek`, newest, leader],
    [`secret-get ${theirs} --peek ; secret-get ${theirs}`, 'password: old\n', leader],
    [`secret-get ${theirs} --refresh`, newest, leader],
    [`secret-get ${theirs} --refresh ; secret-get ${theirs}`, newest, leader],
    [`secret-get ${theirs}`, newest, follower],
    [`secret-get ${hidden}`, newest, follower],
    [`secret-get ${hidden}`, failure('permission denied'), leader],
    [`secret-get ${mine}`, failure('permission denied'), follower],
    [
      `secret-get ${theirs}`,
      failure('permission denied'),
      { ...leader, where: (world) => (withSecrets(world), void delete world.model.relations['9']) },
    ],
    [`secret-get ${absent}`, failure(`secret "${absent}" not found`), leader],
    ['secret-get --label nope', failure('consumer label "nope" not found'), leader],
    [`secret-get ${ours} nope`, failure('secret key value "nope" not found'), leader],
    ['secret-get', usage('require either a secret URI or label'), leader],
    ['secret-get nope', usage('secret URI "nope" not valid'), leader],
    [`secret-get ${ours} --peek --refresh`, usage('specify one of --peek or --refresh but not both'), leader],
    [`secret-get ${ours} password x`, usage('unrecognized args: ["x"]'), leader],
    [
      `secret-get ${ours} --format=smart`,
      usage('invalid value "smart" for option --format: unknown format "smart"'),
      leader,
    ],
    [`secret-set ${ours} password=x ; secret-get ${ours}`, 'password: x\n', leader],
    [`secret-get ${ours} ; secret-set ${ours} password=x ; secret-get ${ours}`, newest, leader],
    [`secret-get ${ours} ; secret-set ${ours} password=x ; secret-get ${ours} --peek`, 'password: x\n', leader],
  ]);

  it('reads on in the revision that it read first, until it refreshes', async () => {
    const world = aWorldWithSecrets();
    const read = async (flags = '') =>
      (await callAll(world, contextIn(world, follower), `secret-get ${theirs} password ${flags}`)).stdout;
    expect(await read()).toBe('new\n');
    expect(world.model.secrets[theirs]?.consumers['tiny/1']).toEqual({ label: '', revision: 2 });
    const revisions = world.model.secrets[theirs]?.revisions ?? {};
    revisions['3'] = { content: { password: 'newer' }, createdAt: now, expiresAt: null };
    expect(await read()).toBe('new\n');
    expect(await read('--peek')).toBe('newer\n');
    expect(await read()).toBe('new\n');
    expect(await read('--refresh')).toBe('newer\n');
    expect(await read()).toBe('newer\n');
  });

  it('gives a secret the name that this unit uses from here on', async () => {
    const world = aWorldWithSecrets();
    await callAll(world, contextIn(world), `secret-get ${theirs} --label new`);
    expect(world.model.secrets[theirs]?.consumers['tiny/0']).toEqual({ label: 'new', revision: 1 });
    const named = await callAll(world, contextIn(world), 'secret-get --label new password');
    expect(named.stdout).toBe('old\n');
  });

  it('says so when the revision that it reads is gone', async () => {
    const world = aWorldWithSecrets();
    delete world.model.secrets[theirs]?.revisions['1'];
    expect(await callAll(world, contextIn(world), `secret-get ${theirs}`)).toEqual(
      failure(`secret revision "${theirs}/1" not found`),
    );
  });

  it('shows what is no text as base64 when it is asked to', async () => {
    const world = aWorld('3.6');
    const context = contextIn(world);
    const { stdout } = await callAll(world, context, 'secret-add key#base64=AP8= password=x');
    const get = async (key: string) => (await callAll(world, context, `secret-get ${stdout.trim()} ${key}`)).stdout;
    expect(await get('key#base64')).toBe('AP8=\n');
    expect(await get('password')).toBe('x\n');
  });
});

describe('secret-info-get and secret-ids', () => {
  const info = (id: string, label: string, owner: string, more = '') =>
    `{"${id}":{"revision":2,"label":"${label}","owner":"${owner}","rotation":"never"${more}}}\n`;
  itAnswers([
    [`secret-info-get ${ours} --format=json`, info(ours, 'ours', 'application'), leader],
    [`secret-info-get ${mine} --format=json`, info(mine, '', 'unit'), leader],
    ['secret-info-get --label ours --format=json', info(ours, 'ours', 'application'), leader],
    [
      `secret-info-get ${ours}`,
      `${ours}:\n  revision: 2\n  label: ours\n  owner: application\n  rotation: never\n`,
      leader,
    ],
    [
      `secret-grant ${ours} -r 9 ; secret-grant ${ours} -r 10 --unit backup/0 ; secret-info-get ${ours} --format=json`,
      info(
        ours,
        'ours',
        'application',
        ',"access":[{"target":"application-server","scope":"relation-tiny.db#server.sql","role":"view"},{"target":"unit-backup-0","scope":"relation-tiny.db#backup.sql","role":"view"}]',
      ),
      leader,
    ],
    [
      `secret-set ${ours} --description d --rotate daily --expire 1h ; secret-info-get ${ours}`,
      `${ours}:\n  revision: 2\n  label: ours\n  owner: application\n  description: d\n  rotation: daily\n  expiry: 2023-11-14T23:13:20Z\n  rotates: 2023-11-15T22:13:20Z\n`,
      leader,
    ],
    [
      `secret-set ${mine} --expire 1h ; secret-info-get ${mine} --format=json`,
      info(mine, '', 'unit', ',"expiry":"2023-11-14T23:13:20Z"'),
      leader,
    ],
    [`secret-info-get ${ours}`, failure(`secret "${ours}" not found`), follower],
    [`secret-info-get ${theirs}`, failure(`secret "${theirs}" not found`), leader],
    ['secret-info-get --label nope', failure('secret "nope" not found'), leader],
    ['secret-info-get', usage('require either a secret URI or label'), leader],
    [`secret-info-get ${ours} --label ours`, usage('specify either a secret URI or label but not both'), leader],
    ['secret-ids', `${ours}\n${mine}\n`, leader],
    ['secret-ids --format=json', `["${ours}","${mine}"]\n`, leader],
    ['secret-ids --format=json', 'null\n', follower],
    ['secret-ids', '', follower],
    ['secret-ids --format=yaml', '[]\n', follower],
    [`secret-remove ${mine} ; secret-ids`, `${ours}\n`, leader],
    ['secret-ids x', usage('unrecognized args: ["x"]'), leader],
  ]);
});

describe('secret-grant and secret-revoke', () => {
  const changed: Place = { ...leader, in: 'db-relation-changed' };
  itAnswers([
    [`secret-grant ${ours} -r 9`, '', leader],
    [`secret-grant ${ours}`, '', changed],
    ['secret-grant', usage('missing secret URI'), leader],
    [`secret-grant ${ours}`, usage('no relation id specified'), leader],
    [`secret-grant ${ours} -r 7`, usage('invalid value "7" for option -r: relation not found'), leader],
    [`secret-grant ${absent} -r 9`, failure(`secret "${absent}" not found`), leader],
    [`secret-grant ${ours} -r 9`, failure('permission denied'), follower],
    [`secret-grant ${theirs} -r 9`, failure('permission denied'), leader],
    [`secret-grant ${ours} -r 9 --unit backup/0`, failure('unit "backup/0" is not in relation 9'), leader],
    [`secret-revoke ${ours} -r 9`, '', leader],
    [`secret-revoke ${ours}`, '', changed],
    [`secret-revoke ${ours}`, usage('missing relation or application or unit'), leader],
    [`secret-revoke ${ours} --app server`, '', leader],
    [`secret-revoke ${theirs} --app tiny`, failure('permission denied'), leader],
  ]);

  it('decide who reads the secret once the hook is committed', async () => {
    const world = aWorldWithSecrets();
    const server = async (unit: string) =>
      (await callAll(world, contextIn(world, { unit }), `secret-get ${ours} password`)).exitCode;
    expect(await committed(world, `secret-grant ${ours} -r 9 --unit server/1`)).toBeNull();
    expect([await server('server/0'), await server('server/1')]).toEqual([1, 0]);
    await committed(world, `secret-grant ${ours} -r 9 ; secret-grant ${ours} -r 9`);
    expect(world.model.secrets[ours]?.grants).toHaveLength(2);
    expect([await server('server/0'), await server('server/1')]).toEqual([0, 0]);
    await committed(world, `secret-revoke ${ours} --app server`);
    expect([await server('server/0'), await server('server/1')]).toEqual([1, 0]);
    await committed(world, `secret-grant ${ours} -r 10 ; secret-revoke ${ours} -r 9`);
    expect(world.model.secrets[ours]?.grants).toEqual([{ relation: 10, to: { kind: 'application', name: 'backup' } }]);
  });

  it('grant a secret that the same hook has added', async () => {
    const world = aWorld('3.6');
    const context = contextIn(world, { in: 'db-relation-changed' });
    const { stdout } = await callAll(world, context, 'secret-add password=x');
    await callAll(world, context, `secret-grant ${stdout.trim()} ; relation-set secret=${stdout.trim()}`);
    expect(applyWrites(world.juju, context)).toBeNull();
    const read = await callAll(world, contextIn(world, { unit: 'server/0' }), `secret-get ${stdout.trim()} password`);
    expect(read.stdout).toBe('x\n');
  });
});
