import { describe, expect, it } from 'vitest';
import { applyWrites } from '../../../simulator/agent/run/apply-writes.ts';
import { failure, itAnswers, usage } from './tools-rows.ts';
import {
  absent,
  aWorldWithSecrets,
  committed,
  follower,
  hidden,
  leader,
  mine,
  ours,
  theirs,
  withSecrets,
} from './tools-secrets-world.ts';
import { aWorld, callAll, contextIn, now } from './tools-world.ts';
import type { Place } from './tools-world.ts';

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
