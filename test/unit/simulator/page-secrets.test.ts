import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Model, Secret, Task } from '../../../simulator/model/model.ts';
import { readModelFolder, writePage } from '../../../simulator/page/page.ts';
import { application, machine, model, relation, unit } from './cli-model.ts';
import { aFolder, hostMs, lines, ranAt } from './page-fixture.ts';
import type { SavedFolder } from './page-fixture.ts';

const planted = {
  secret: 'hunter2-of-the-secret',
  bag: 'bag-token-4711',
  nested: 'nested-token-0815',
  option: 'option-password-99',
  leader: 'leader-data-key-1',
  state: 'unit-state-token-2',
  parameter: 'parameter-secret-3',
  result: 'result-password-4',
  pem: 'MIIEpAIBAAKCAQEAplanted',
};

/** A value under a key that does not sound secret is shown nowhere by the page itself. */
const plain = 'value-of-a-plain-key';

const said = Object.values(planted).join(' ');

const secret: Secret = {
  id: 'c9s3vqaaaaaaaaaaaaaa',
  owner: { kind: 'application', name: 'etcd' },
  label: 'label-of-it',
  description: '',
  rotation: 'never',
  rotateAt: null,
  revisions: { 1: { content: { password: planted.secret }, createdAt: 0, expiresAt: null } },
  grants: [],
  consumers: {},
};

const task: Task = {
  id: '2',
  operation: '1',
  unit: 'etcd/0',
  kind: 'action',
  name: 'backup',
  parameters: { secret: planted.parameter },
  command: null,
  isParallel: false,
  executionGroup: '',
  status: 'completed',
  message: `done with ${said}`,
  results: { admin: { password: planted.result } },
  log: [{ time: 0, message: said }],
  enqueuedAt: 0,
  startedAt: 0,
  completedAt: 0,
};

function aModelFullOfSecrets(): Model {
  const db = relation(3, 'etcd:db', 'etcd:db', 'etcd');
  db.bags['etcd/0'] = {
    version: 1,
    data: {
      token: planted.bag,
      creds: JSON.stringify({ user: { client_token: planted.nested } }),
      'private-address': '10.1.1.1',
    },
  };
  db.appBags['etcd'] = {
    version: 1,
    data: {
      'server.key': `-----BEGIN RSA PRIVATE KEY-----\n${planted.pem}\n-----END RSA PRIVATE KEY-----\n`,
      other: plain,
    },
  };
  const whole = model({
    applications: [
      application('etcd', {
        settings: { 'admin-password': planted.option },
        leaderData: { key: planted.leader },
        version: said.slice(0, 40),
        status: { status: 'active', message: said, since: 0 },
      }),
    ],
    units: [
      unit('etcd/0', {
        state: { token: planted.state },
        workload: { status: 'active', message: said, since: 0 },
        agentStatus: { status: 'error', message: `hook failed: ${said}`, since: 0 },
      }),
    ],
    machines: [machine('0', '10.5.0.3')],
    relations: [db],
  });
  return { ...whole, secrets: { [secret.id]: secret }, tasks: { 2: task } };
}

const trace = {
  hook: 'config-changed',
  startedAt: new Date(hostMs).toISOString(),
  failed: `CommandFailed: ${said}`,
  restarts: [{ service: 'etcd', reasons: [said] }],
  events: [
    { kind: 'handler-queued', round: 1, handler: 'h', cause: { kind: 'never-finished' } },
    { kind: 'handler-finished', round: 1, handler: 'h', outcome: { kind: 'blocked', why: said, hint: said } },
  ],
  commands: [
    { argv: ['relation-set', '-r', 'db:3', `plain=${plain}`], exitCode: 0, durationMs: 1 },
    { argv: ['curl', '--header', said], exitCode: 1, durationMs: 1 },
  ],
};

let place: SavedFolder;
beforeAll(async () => {
  place = await aFolder(aModelFullOfSecrets());
  await place.write('history.jsonl', lines([ranAt(0, { committed: false, exitCode: 1, cause: said })]));
  await place.write(
    'log.jsonl',
    lines([
      { time: 1000, entity: 'unit-etcd-0', level: 'WARNING', module: 'unit.etcd/0.config-changed', message: said },
    ]),
  );
  await place.write('machines/0/root/var/lib/juju/agents/unit-etcd-0/charm/.state/trace.jsonl', lines([trace]));
});
afterAll(() => place.end());

const leaked = (text: string) =>
  [...Object.values(planted), plain, secret.label].filter((value) => text.includes(value));

describe('what is secret', () => {
  it('does not get into the data of the page', () => {
    const data = readModelFolder(place.folder)?.data;
    expect(leaked(JSON.stringify(data))).toEqual([]);
    expect(data?.secrets).toEqual([{ id: secret.id, owner: 'application etcd' }]);
  });

  it('leaves only its keys of a bag', () => {
    expect(readModelFolder(place.folder)?.data.relations[0]?.bags).toEqual([
      { owner: 'etcd', keys: ['other', 'server.key'] },
      { owner: 'etcd/0', keys: ['creds', 'private-address', 'token'] },
    ]);
  });

  it('does not get into the story of a unit, whose other words stay', () => {
    const story = readModelFolder(place.folder)?.story('etcd/0', 10);
    const text = JSON.stringify(story);
    expect(leaked(text)).toEqual([]);
    expect(story?.hooks[0]?.failure).toMatch(/^CommandFailed: \*\*\* \*\*\*/);
    expect(story?.complaints).toHaveLength(1);
    expect(story?.hooks[0]?.commands[0]?.line).toBe('relation-set -r db:3 plain=***');
  });

  it('does not get into a written page', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'page-written-'));
    const [template, file] = [path.join(folder, 'template.html'), path.join(folder, 'page.html')];
    await writeFile(
      template,
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; connect-src 'self'">` +
        `<script id="content" type="application/json">null</script>`,
    );
    writePage({ folder: place.folder, template, file });
    const html = await readFile(file, 'utf8');
    await rm(folder, { recursive: true });
    expect(html).toContain(secret.id);
    expect(leaked(html)).toEqual([]);
  });
});
