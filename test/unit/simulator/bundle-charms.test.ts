import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { applyBundle, BundleInvalid, changesOf, readBundle } from '../../../simulator/bundle/bundle.ts';
import { rehearse } from '../../../simulator/bundle/rehearse.ts';
import { parseCharmUrl } from '../../../simulator/charm/charm-url.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { emptyModel, JujuRefused } from '../../../simulator/model/model.ts';
import { writeCharm } from './core-model.ts';

const web = `name: web
requires: {db: mysql, cache: {interface: redis}}
provides: {site: http}
extra-bindings: {admin: }
`;
const config = 'options: {port: {type: int, default: 80}, title: {type: string}, debug: {type: boolean}}\n';
const database =
  'name: database\nprovides: {sql: mysql, more: mysql, page: http}\nrequires: {up: http}\npeers: {ring: ring}\n';
const logger = 'name: logger\nsubordinate: true\nrequires: {host: {interface: juju-info, scope: container}}\n';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bundle-'));
  await writeCharm(path.join(folder, 'web'), { metadata: web, config });
  await writeCharm(path.join(folder, 'database'), { metadata: database });
  await writeCharm(path.join(folder, 'logger'), { metadata: logger });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function changes(text: string, juju: JujuTrack = '2.9'): Promise<readonly string[]> {
  await writeFile(path.join(folder, 'bundle.yaml'), text);
  const bundle = await readBundle(folder, [], { juju });
  return changesOf({ model: emptyModel('m', juju) }, bundle);
}

/** The path of a zip file with these members. */
async function zipped(name: string, members: Readonly<Record<string, string>>): Promise<string> {
  const zip = new ZipFile();
  for (const [member, text] of Object.entries(members)) zip.addBuffer(Buffer.from(text), member, { mode: 0o100755 });
  zip.end();
  const file = path.join(folder, name);
  await finished(zip.outputStream.pipe(createWriteStream(file)));
  return file;
}

async function refusal(text: string, juju?: JujuTrack): Promise<readonly string[]> {
  try {
    await changes(text, juju);
    return [];
  } catch (error) {
    if (error instanceof BundleInvalid) return error.problems;
    if (error instanceof JujuRefused) return [error.message];
    throw error;
  }
}

const bundle = (more: string, body = '') =>
  `series: focal\napplications:\n  a: {charm: ./web${body}}\n  b: {charm: ./database}\n  l: {charm: ./logger}\n${more}`;

describe('with its charms at hand a bundle is refused when', () => {
  it.each([
    [
      'a subordinate is placed',
      'series: focal\napplications: {l: {charm: ./logger, num_units: 1, to: [new]}}',
      [
        'application "l" is subordinate but specifies unit placement',
        'application "l" is subordinate but has non-zero num_units',
      ],
    ],
    [
      'an endpoint is not defined',
      bundle('relations: [["a:sql", "b:sql"]]'),
      ['charm "web" used by application "a" does not define relation "sql"'],
    ],
    [
      'both ends provide',
      bundle('relations: [["a:site", "b:page"]]'),
      ['relation a:site to b:page relates provider to provider'],
    ],
    [
      'both ends require',
      bundle('relations: [["a:db", "b:up"]]'),
      ['relation a:db to b:up relates requirer to requirer'],
    ],
    [
      'one end is for peers',
      bundle('relations: [["a:db", "b:ring"]]'),
      ['relation a:db to b:ring relates requirer to peer'],
    ],
    [
      'interfaces differ',
      bundle('relations: [["a:cache", "b:sql"]]'),
      ['mismatched interface between a:cache and b:sql ("redis" vs "mysql")'],
    ],
    [
      'an endpoint cannot be inferred for many',
      bundle('relations: [["a:db", b]]'),
      [
        'cannot infer endpoint between a:db and b: ambiguous relation: a:db b could refer to "a:db b:more"; "a:db b:sql"',
      ],
    ],
    [
      'an endpoint cannot be inferred for none',
      bundle('relations: [["a:cache", b]]'),
      ['cannot infer endpoint between a:cache and b: no relations found'],
    ],
    [
      'a relation is there twice, once inferred',
      bundle('relations: [["a:site", "b:up"], [b, "a:site"]]'),
      ['relation ["b" "a:site"] is defined more than once'],
    ],
    [
      'a space is for no endpoint',
      bundle('', ', bindings: {"": alpha, db: x, admin: y, nothing: z}'),
      ['application "a" wants to bind endpoint "nothing" to space "z", but the endpoint is not defined by the charm'],
    ],
    [
      'an option is unknown',
      bundle('', ', options: {colour: blue}'),
      ['cannot validate application "a": configuration option "colour" not found in charm "web"'],
    ],
    [
      'an option is of another type',
      bundle('', ', options: {port: x, title: yes, debug: "true"}'),
      [
        'cannot validate application "a": option "port" expected int, got "x"',
        'cannot validate application "a": option "title" expected string, got true',
        'cannot validate application "a": option "debug" expected boolean, got "true"',
      ],
    ],
    [
      'a stand-in has not the endpoint',
      'applications: {e: {charm: "cs:~containers/etcd"}, r: {charm: "cs:easyrsa"}}\nrelations: [["e:dbb", "r:client"]]',
      ['charm "etcd" used by application "e" does not define relation "dbb"'],
    ],
  ])('%s', async (_, text, problems) => {
    expect(await refusal(text)).toEqual(problems);
  });

  it('a charm of the store that is run from a folder does not fit', async () => {
    await writeFile(path.join(folder, 'bundle.yaml'), 'applications: {a: {charm: "cs:web", options: {colour: blue}}}');
    const charmSource = (charm: string) => (charm === 'cs:web' ? path.join(folder, 'web') : null);
    const found = changesOf({ model: emptyModel('m'), charmSource }, await readBundle(folder));
    await expect(found).rejects.toThrow('configuration option "colour" not found in charm "web"');
  });

  it('a charm cannot be read', async () => {
    await writeCharm(path.join(folder, 'web'), { metadata: 'name: w_b\n' });
    expect(await refusal(bundle(''))).toEqual(['name "w_b" not valid']);
  });

  it('a charm has not the base', async () => {
    await writeCharm(path.join(folder, 'web'), { manifest: 'bases: [{name: ubuntu, channel: "22.04"}]' });
    expect(await refusal('default-base: ubuntu@20.04\napplications: {a: {charm: ./web}}', '3.6')).toEqual([
      'base "ubuntu@20.04" not supported by charm, the charm supported bases are: ubuntu@22.04',
    ]);
  });

  it('a charm is a folder, under Juju 4', async () => {
    const [problem = ''] = await refusal('applications: {a: {charm: ./web}}', '4.0');
    expect(problem).toContain('deploying from directory not supported');
  });
});

describe('a bundle with local charms', () => {
  it('is accepted with everything in its place', async () => {
    const text = bundle(
      'relations: [["a:db", "b:sql"], ["l", "a"], ["l:host", "b:juju-info"]]',
      ', num_units: 1, bindings: {admin: x}, options: {port: 81, title: Hallo, debug: on}',
    );
    expect(await changes(text)).toEqual([
      `- upload charm ${folder}/web for series focal with architecture=amd64`,
      '- deploy application a on focal',
      `- upload charm ${folder}/database for series focal with architecture=amd64`,
      '- deploy application b on focal',
      `- upload charm ${folder}/logger for series focal with architecture=amd64`,
      '- deploy application l on focal',
      '- add relation a:db - b:sql',
      '- add relation l - a',
      '- add relation l:host - b:juju-info',
      '- add unit a/0 to new machine 0',
    ]);
  });

  it.each([
    ['cloud', 'web', 'the endpoint that the other application is called after'],
    ['proxy:site', 'web', 'the endpoint of the same name'],
    ['other:certificates', 'database', 'the only one'],
    ['other', 'more', 'no charm, since nothing is known of either'],
    ['other:same', 'more:same', 'the same name at two unknown charms'],
  ])('relates %s, of which nothing is known, to %s by %s', async (a, b) => {
    await writeCharm(path.join(folder, 'web'), { metadata: 'name: web\nrequires: {cloud: x, site: http}\n' });
    await writeCharm(path.join(folder, 'database'), { metadata: 'name: database\nprovides: {sql: mysql}\n' });
    const others = '  cloud: {charm: cloud-integrator}\n  proxy: {charm: p}\n  other: {charm: o}\n  more: {charm: m}\n';
    const text = `series: focal\napplications:\n  web: {charm: ./web}\n  database: {charm: ./database}\n${others}`;
    expect(await changes(`${text}relations: [["${a}", "${b}"]]`)).toContain(`- add relation ${a} - ${b}`);
  });

  it('takes them anew each time', async () => {
    await writeFile(path.join(folder, 'bundle.yaml'), 'series: focal\napplications: {a: {charm: ./web}}');
    const read = await readBundle(folder);
    const nothing = { metadata: null, isStandIn: true, files: null };
    const target = rehearse(emptyModel('m'), { of: () => nothing, close: () => undefined });
    await applyBundle(target, read);
    expect(await changesOf(target, read)).toEqual([
      `- upload charm ${folder}/web for series focal with architecture=amd64`,
      '- upgrade a from local using charm web for series focal',
    ]);
  });

  it.each<JujuTrack>(['2.9', '3.6', '4.0'])('unpacks archives under Juju %s', async (juju) => {
    await zipped('packed.charm', {
      'metadata.yaml': 'name: packed\nsummary: s\ndescription: d\nprovides: {sql: mysql}\n',
      'manifest.yaml': 'bases: [{name: ubuntu, channel: "24.04"}]',
      dispatch: '',
    });
    expect(parseCharmUrl(path.join(folder, 'packed.charm'))).toEqual({ name: 'packed', isPath: true, series: null });
    const lines = await changes('applications: {p: {charm: ./packed.charm}}', juju);
    expect(lines.at(-1)).toBe(`- deploy application p on ${juju === '2.9' ? 'noble' : 'ubuntu@24.04/stable'}`);
  });

  it('may be a zip file itself', async () => {
    const file = await zipped('web.bundle', { 'README.md': '', 'bundle.yaml': 'applications: {a: {charm: a}}' });
    expect(Object.keys((await readBundle(file)).applications)).toEqual(['a']);
    const other = await zipped('other.bundle', { 'README.md': '' });
    await expect(readBundle(other)).rejects.toThrow('has no bundle.yaml');
  });
});
