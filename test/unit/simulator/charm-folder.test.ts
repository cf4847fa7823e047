import { describe, expect, it } from 'vitest';
import { readCharmFolder } from '../../../simulator/charm/charm-folder.ts';
import { jujuFeatures } from '../../../simulator/model/juju-features.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { inFolder, named, refusal } from './charm-files.ts';

const bases = 'bases: [{name: ubuntu, channel: "22.04"}]\n';

const readOf = (files: Readonly<Record<string, string>>) =>
  inFolder({ 'metadata.yaml': named, dispatch: '', ...files }, (folder) => readCharmFolder(folder));
const refusedOf = (files: Readonly<Record<string, string>>, juju?: JujuTrack) =>
  inFolder({ 'metadata.yaml': named, dispatch: '', ...files }, (folder) =>
    refusal(() => readCharmFolder(folder, juju === undefined ? undefined : jujuFeatures[juju])),
  );

describe("a charm's metadata", () => {
  it('gives endpoints with their scope and limit', () => {
    const metadata = `${named}provides: {db: mysql}\nrequires: {up: {interface: http, limit: 1, optional: true}, juju-host: {interface: juju-info, scope: container}}\npeers: {ring: {interface: ring}}\nsubordinate: true\n`;
    const read = readOf({ 'metadata.yaml': metadata });
    expect(read.isSubordinate).toBe(true);
    expect(read.endpoints).toEqual({
      db: { role: 'provides', interface: 'mysql', scope: 'global' },
      up: { role: 'requires', interface: 'http', scope: 'global', limit: 1 },
      'juju-host': { role: 'requires', interface: 'juju-info', scope: 'container' },
      ring: { role: 'peers', interface: 'ring', scope: 'global' },
    });
  });

  it.each([
    ['', 1, 1],
    ['multiple: {range: 2}', 2, 2],
    ['multiple: {range: 0-1}', 0, 1],
    ['multiple: {range: 1+}', 1, null],
    ['multiple: {range: 0-}', 0, null],
    ['minimum-size: 1G', 1, 1],
  ])('with storage of %j takes from %j to %j', (more, minimum, maximum) => {
    const storage = `storage: {data: {type: filesystem, location: /srv${more === '' ? '' : `, ${more}`}}}\n`;
    const { storages } = readOf({ 'metadata.yaml': named + storage });
    expect(storages).toEqual({ data: { type: 'filesystem', location: '/srv', minimum, maximum } });
  });

  it('gives resources, payloads, bindings and series, and ignores keys that Juju does not know', () => {
    const read = readOf({
      'metadata.yaml': `${named}resources: {cni: {type: file, filename: cni.tgz}, image: {type: oci-image}}\npayloads: {web: {type: docker}}\nextra-bindings: {admin: }\nseries: [jammy, focal]\nwebsite: x\ncolour: blue\n`,
    });
    expect(read).toMatchObject({
      resources: { cni: { filename: 'cni.tgz' }, image: { filename: '' } },
      payloads: { web: 'docker' },
      extraBindings: ['admin'],
      series: ['jammy', 'focal'],
    });
  });

  it.each([
    ['a summary is missing', 'name: x\ndescription: d', 'metadata: summary: expected string, got nothing'],
    ['a description is missing', 'name: x\nsummary: s', 'metadata: description: expected string, got nothing'],
    ['the name is missing', 'summary: s\ndescription: d', 'metadata: name: expected string, got nothing'],
    ['the name is a number', 'name: 5\nsummary: s\ndescription: d', 'metadata: name: expected string, got int(5)'],
    ['the name has a part without a letter', 'name: x-1\nsummary: s\ndescription: d', 'name "x-1" not valid'],
    [
      'subordinate is a word',
      `${named}subordinate: maybe`,
      'metadata: subordinate: expected bool, got string("maybe")',
    ],
    [
      'keys of two formats are mixed',
      `${named}series: [jammy]\nassumes: [juju]`,
      'ambiguous metadata: keys "assumes" cannot be used with "series"',
    ],
    ['it assumes without bases', `${named}assumes: [juju]`, 'assumes in metadata v1 not valid'],
    [
      'it has containers without a manifest',
      `${named}containers: {c: {}}`,
      'containers without a manifest.yaml not valid',
    ],
    [
      'a scope is unknown',
      `${named}provides: {a: {interface: b, scope: c}}`,
      'metadata: provides.a.scope: unexpected value "c"',
    ],
    [
      'an interface is missing',
      `${named}provides: {a: {limit: 1}}`,
      'metadata: provides.a.interface: expected string, got nothing',
    ],
    [
      'a relation name is there twice',
      `${named}provides: {a: b}\nrequires: {a: b}`,
      'charm "tiny" using a duplicated relation name: "a"',
    ],
    [
      'a relation name is reserved',
      `${named}requires: {juju-foo: b}`,
      'charm "tiny" using a reserved relation name: "juju-foo"',
    ],
    [
      'an interface is reserved',
      `${named}provides: {a: juju-info}`,
      'charm "tiny" relation "a" using a reserved interface: "juju-info"',
    ],
    [
      'a subordinate has nothing to sit beside',
      `${named}subordinate: true\nrequires: {a: b}`,
      'subordinate charm "tiny" lacks "requires" relation with container scope',
    ],
    [
      'extra bindings are empty',
      `${named}extra-bindings: {}`,
      'charm "tiny" has invalid extra bindings: extra bindings cannot be empty when specified',
    ],
    [
      'an extra binding is a relation',
      `${named}provides: {a: b}\nextra-bindings: {a: }`,
      'charm "tiny" has invalid extra bindings: relation names (a) cannot be used in extra bindings',
    ],
    ['storage has no type', `${named}storage: {d: {location: /x}}`, 'charm "tiny" storage "d": type must be specified'],
    [
      'a block device has a location',
      `${named}storage: {d: {type: block, location: /x}}`,
      'charm "tiny" storage "d": location may not be specified for "type: block"',
    ],
    [
      'a range is none',
      `${named}storage: {d: {type: block, multiple: {range: many}}}`,
      `metadata: storage.d.multiple.range: value "many" does not match 'm', 'm-n', or 'm+'`,
    ],
    ['a resource has no file', `${named}resources: {r: {type: file}}`, 'resource missing filename'],
    ['a resource is in a folder', `${named}resources: {r: {filename: a/b}}`, 'filename cannot contain "/" (got "a/b")'],
    ['a resource has another type', `${named}resources: {r: {type: url}}`, 'unsupported resource type "url"'],
    ['it is no mapping', '[]', 'metadata: expected map, got []interface {}'],
  ])('is refused when %s', (_, metadata, problem) => {
    expect(refusedOf({ 'metadata.yaml': metadata })).toBe(problem);
  });

  it('may use reserved names in a charm of Juju itself', () => {
    const metadata = named.replace('tiny', 'juju-gui');
    expect(refusedOf({ 'metadata.yaml': `${metadata}provides: {juju-web: http}` })).toBe(null);
  });
});

describe('what a charm needs of Juju', () => {
  it.each<[string, JujuTrack, string, string | null]>([
    ['an old minimum', '2.9', 'min-juju-version: 2.0.0', null],
    [
      'a minimum that is higher',
      '3.6',
      'min-juju-version: "4.0"',
      `charm's min version (4.0) is higher than this juju model's version (3.6.9)`,
    ],
  ])('%s under Juju %s', (_, juju, line, problem) => {
    expect(refusedOf({ 'metadata.yaml': `${named}${line}\n` }, juju)).toBe(problem);
  });

  it.each<[string, JujuTrack, readonly string[]]>([
    ['[juju]', '2.9', []],
    ['[juju >= 2.9.22]', '2.9', []],
    ['[juju >= 3.1, juju < 4]', '3.6', []],
    ['[{any-of: [k8s-api, juju < 3]}]', '2.9', []],
    ['[k8s-api]', '3.6', ['charm requires feature "k8s-api" but model does not support it']],
    ['[juju < 4]', '4.0', ['charm requires feature "juju" (version < 4) but model currently supports version 4.0.0']],
    [
      '[{any-of: [k8s-api, {all-of: [juju >= 3, juju < 3.5]}]}]',
      '3.6',
      [
        'charm requires at least one of the following:',
        'charm requires feature "k8s-api" but model does not support it',
        'charm requires all of the following:',
        'charm requires feature "juju" (version < 3.5) but model currently supports version 3.6.9',
      ],
    ],
  ])('assumes %s under Juju %s', (assumes, juju, unmet) => {
    const found = refusedOf({ 'metadata.yaml': `${named}assumes: ${assumes}\n`, 'manifest.yaml': bases }, juju);
    const [first, second, ...lines] = found?.split('\n') ?? [];
    expect(lines.map((line) => line.trim().replace(/^- /u, ''))).toEqual(unmet);
    if (unmet.length === 0) return;
    expect(first).toBe('Charm feature requirements cannot be met:');
    expect(second).toBe('  - charm requires all of the following:');
  });

  it.each(['juju > 3', 'juju >= x', 'Juju'])('is refused when it cannot be read: %s', (expression) => {
    const files = { 'metadata.yaml': `${named}assumes: ["${expression}"]\n`, 'manifest.yaml': bases };
    expect(refusedOf(files, '3.6')).toBe(`metadata: malformed "assumes" expression "${expression}"`);
  });
});

describe('a manifest', () => {
  it('gives bases with whole channels and the architectures that are meant', () => {
    const manifest = 'bases: [{name: ubuntu, channel: "22.04", architectures: [x86_64, arm64]}]';
    expect(readOf({ 'manifest.yaml': manifest }).bases).toEqual([
      { name: 'ubuntu', channel: '22.04/stable', architectures: ['amd64', 'arm64'] },
    ]);
  });

  it.each([
    ['{channel: "1"}', 'manifest: base without name not valid'],
    ['{name: solaris, channel: "1"}', 'manifest: os "solaris" not valid'],
    ['{name: ubuntu}', 'manifest: channel not valid'],
    ['{name: ubuntu, channel: "1", architectures: [z80]}', 'manifest: architecture "z80" at index 0 not valid'],
  ])('with the base %s is refused', (base, problem) => {
    expect(refusedOf({ 'manifest.yaml': `bases: [${base}]` })).toBe(problem);
  });

  it.each([
    ['min-juju-version', '2.9.0'],
    ['deployment', '{}'],
  ])('leaves no room for %s in the metadata', (key, value) => {
    const files = { 'metadata.yaml': `${named}${key}: ${value}\n`, 'manifest.yaml': bases };
    expect(refusedOf(files)).toBe(`metadata v2 with ${key} not valid`);
  });
});

describe("a charm's options", () => {
  it('are strings unless they have a type, and yes is a boolean', () => {
    const config = 'options: {a: {default: x}, b: {type: boolean, default: yes}, c: {type: float, default: 1}, d: {}}';
    expect(readOf({ 'config.yaml': config }).options).toEqual({
      a: { type: 'string', default: 'x' },
      b: { type: 'boolean', default: true },
      c: { type: 'float', default: 1 },
      d: { type: 'string' },
    });
  });

  it.each([
    ['', 'invalid config: empty configuration'],
    ['settings: {}', 'invalid config: empty configuration'],
    ['options: {x: {type: list}}', 'invalid config: option "x" has unknown type "list"'],
    ['options: {x: {type: int, default: abc}}', 'invalid config default: option "x" expected int, got "abc"'],
    ['options: {x: {type: int, default: ""}}', 'invalid config default: option "x" expected int, got ""'],
    ['options: {x: {default: 5}}', 'invalid config default: option "x" expected string, got 5'],
    ['options: {x: {type: boolean, default: 1}}', 'invalid config default: option "x" expected boolean, got 1'],
    ['options: {x: {type: secret, default: abc}}', 'invalid config default: option "x" expected secret, got "abc"'],
  ])('%j are refused', (config, problem) => {
    expect(refusedOf({ 'config.yaml': config })).toBe(problem);
  });

  it.each(['options: {}', 'options: {x: {type: secret, default: ""}}', 'options: {x: {type: string, default: ""}}'])(
    '%s are accepted',
    (config) => {
      expect(refusedOf({ 'config.yaml': config })).toBe(null);
    },
  );

  it.each<[JujuTrack, string | null]>([
    ['2.9', 'invalid config: option "x" has unknown type "secret"'],
    ['3.6', null],
  ])('may be secrets under Juju %s: %j', (juju, problem) => {
    expect(refusedOf({ 'config.yaml': 'options: {x: {type: secret}}' }, juju)).toBe(problem);
  });
});

describe('the other files of a charm', () => {
  it.each([
    ['config: {boot.autostart: "1"}', 'invalid lxd-profile.yaml: contains config value "boot.autostart"'],
    ['config: {limits.cpu: 2}', 'invalid lxd-profile.yaml: contains config value "limits.cpu"'],
    ['config: {migration.x: 2}', 'invalid lxd-profile.yaml: contains config value "migration.x"'],
    ['devices: {d: {type: disk}}', 'invalid lxd-profile.yaml: contains device type "disk"'],
    ['config: {security.nesting: "true"}\ndevices: {d: {type: gpu}}\ndescription: x', null],
  ])('a profile %j', (profile, problem) => {
    expect(refusedOf({ 'lxd-profile.yaml': profile })).toBe(problem);
  });

  it('a version is its first line, and metrics are seen', () => {
    const read = readOf({ version: '1.2-dirty\nmore\n', 'metrics.yaml': 'metrics: {}', revision: '7\n' });
    expect(read).toMatchObject({ charmVersion: '1.2-dirty', hasMetrics: true });
  });

  it('a revision is a number', () => {
    expect(refusedOf({ revision: 'seven' })).toBe('invalid revision file');
  });

  it('actions are read', () => {
    const { actions } = readOf({ 'actions.yaml': 'backup: {description: Make one, params: {to: {type: string}}}' });
    expect(actions?.['backup']).toMatchObject({ description: 'Make one', isParallel: false });
  });

  it.each([
    ['backup: {params: {to: {$ref: x}}}', 'schema key "$ref" not compatible with this version of juju'],
    ['backup: {params: {1: {type: string}}}', 'map keyed with non-string value'],
    ['backup: {description: 5}', 'value for schema key "description" must be a string'],
  ])('actions that cannot be read make the charm unreadable: %s', (actions, problem) => {
    expect(refusedOf({ 'actions.yaml': actions })).toBe(problem);
  });

  it.each([
    [{ 'metadata.yaml': named, 'src/main': '' }, 'invalid charm "tiny": has no hooks nor dispatch file'],
    [{ 'metadata.yaml': named, 'hooks/install': '' }, null],
    [{ 'metadata.yaml': named, 'src/dispatch.js': '' }, null],
  ])('hooks or a dispatch are needed: %j', (files, problem) => {
    expect(inFolder(files, (folder) => refusal(() => readCharmFolder(folder)))).toBe(problem);
  });

  it('without metadata there is no charm', () => {
    expect(inFolder({}, (folder) => refusal(() => readCharmFolder(folder)))).toContain('charm missing from disk');
  });
});
