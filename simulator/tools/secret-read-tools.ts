import type { Secret } from '../model/model.ts';
import { relationKey } from '../model/endpoints.ts';
import { managesSecret, newestRevisionOf, ownsSecret, readsSecret } from '../model/secrets.ts';
import { BadUsage, refuseMoreThan, ToolFailed } from './flags.ts';
import { nilList } from './format/format.ts';
import { quoted } from './format/go-text.ts';
import { secretNotFound, parseSecretUri, secretIdIn, secretsIn } from './secret-uri.ts';
import { everyFormat, yamlOrJson } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';
import type { Value } from './format/yaml-text.ts';

const isIn = ({ hasSecrets }: { readonly hasSecrets: boolean }) => hasSecrets;
const labelFlag = { names: ['label'], value: '""', help: 'The name of the secret' } as const;
const nothingNamed = 'require either a secret URI or label';

/** What secrets hold, and what their owners know of them. */
export const secretReadTools: Tools = {
  'secret-get': {
    usage: '<URI> [key[#base64]]',
    summary: 'Print the content of a secret: of the revision that this unit has read before.',
    isIn,
    formats: yamlOrJson,
    flags: () => [
      labelFlag,
      { names: ['peek'], help: 'Read the newest revision, this once' },
      { names: ['refresh'], help: 'Read the newest revision, from here on' },
    ],
    prepare: (args, call) => {
      const label = args.values['label'] ?? '';
      const { peek: isPeek = false, refresh: isRefresh = false } = args.booleans;
      const isKeyOnly = label !== '' && args.words.length > 0 && secretIdIn(args.words[0] ?? '') === null;
      const uri = isKeyOnly ? undefined : args.words[0];
      const [key = '', ...more] = isKeyOnly ? args.words : args.words.slice(1);
      if (uri === undefined && label === '') throw new BadUsage(nothingNamed);
      const id = uri === undefined ? null : parseSecretUri(uri);
      if (isPeek && isRefresh) throw new BadUsage('specify one of --peek or --refresh but not both');
      refuseMoreThan(0, { words: more });
      return () => {
        const content = read(call, { id, label, isPeek, isRefresh });
        return key === '' ? shown(content) : valueOf(content, key);
      };
    },
  },
  'secret-info-get': {
    usage: '<URI>',
    summary: 'Print what is known of a secret that this unit manages, without its content.',
    isIn,
    formats: yamlOrJson,
    flags: () => [labelFlag],
    prepare: (args, call) => {
      const label = args.values['label'] ?? '';
      const [uri] = args.words;
      if (uri === undefined && label === '') throw new BadUsage(nothingNamed);
      if (uri !== undefined && label !== '') throw new BadUsage('specify either a secret URI or label but not both');
      const id = uri === undefined ? null : parseSecretUri(uri);
      refuseMoreThan(1, args);
      return () => {
        const found = managed(call).find((each) => (id === null ? each.label === label : each.id === id));
        if (found === undefined) throw new ToolFailed(secretNotFound(id ?? label));
        return { [found.id]: info(call, found) };
      };
    },
  },
  'secret-ids': {
    usage: '',
    summary: 'List the secrets that this unit manages.',
    isIn,
    formats: everyFormat,
    prepare: (args, call) => {
      refuseMoreThan(0, args);
      return () => {
        const ids = managed(call).map(({ id }) => id);
        return ids.length === 0 ? nilList : ids.sort();
      };
    },
  },
};

interface Wanted {
  readonly id: string | null;
  readonly label: string;
  readonly isPeek: boolean;
  readonly isRefresh: boolean;
}

type Content = Readonly<Record<string, string>>;

/** What the secret says to this unit, which from here on reads that revision. */
function read(call: ToolCall, wanted: Wanted): Content {
  const { juju, context } = call;
  const { unit } = context;
  const secret = find(call, wanted);
  if (!readsSecret(juju.model, secret, unit)) throw new ToolFailed('permission denied');
  const tracked = secret.consumers[unit.name];
  const isNewest = wanted.isPeek || wanted.isRefresh || tracked === undefined;
  const revision = isNewest ? newestRevisionOf(secret) : tracked.revision;
  const found = secret.revisions[String(revision)];
  if (found === undefined) throw new ToolFailed(`secret revision ${quoted(`${secret.id}/${revision}`)} not found`);
  track(call, secret.id, wanted);
  return found.content;
}

function find(call: ToolCall, { id, label }: Wanted): Secret {
  const secrets = secretsIn(call);
  const { unit } = call.context;
  if (id !== null) {
    const secret = secrets[id];
    if (secret === undefined) throw new ToolFailed(secretNotFound(id));
    return secret;
  }
  const all = Object.values(secrets);
  const found =
    all.find((each) => ownsSecret(each, unit) && each.label === label) ??
    all.find((each) => each.consumers[unit.name]?.label === label);
  if (found === undefined) throw new ToolFailed(`consumer label ${quoted(label)} not found`);
  return found;
}

/** Written at once: a hook that fails has read the secret all the same. */
function track({ juju, context }: ToolCall, id: string, { id: named, label, isRefresh }: Wanted): void {
  const secret = juju.model.secrets[id];
  if (secret === undefined) return;
  const { unit } = context;
  const tracked = secret.consumers[unit.name];
  const isOwner = ownsSecret(secret, unit);
  if (tracked === undefined) {
    secret.consumers[unit.name] = { label: isOwner ? '' : label, revision: newestRevisionOf(secret) };
    return;
  }
  if (named !== null && label !== '' && !isOwner && tracked.label !== label) tracked.label = label;
  if (isRefresh && tracked.revision !== newestRevisionOf(secret)) tracked.revision = newestRevisionOf(secret);
}

function shown(content: Content): Value {
  return Object.fromEntries(Object.keys(content).map((key) => [key.replace(/#base64$/u, ''), valueOf(content, key)]));
}

/** A value that is no text is shown as base64 when it is asked for so, else as well as it can be. */
function valueOf(content: Content, wanted: string): string {
  const key = wanted.replace(/#base64$/u, '');
  const isBase64 = wanted !== key;
  const text = content[key];
  const binary = content[`${key}#base64`];
  if (binary !== undefined) return isBase64 ? binary : Buffer.from(binary, 'base64').toString('utf8');
  if (text === undefined) throw new ToolFailed(`secret key value ${quoted(key)} not found`);
  return isBase64 ? Buffer.from(text).toString('base64') : text;
}

function managed(call: ToolCall): Secret[] {
  const { juju, context } = call;
  return Object.values(secretsIn(call)).filter((each) => managesSecret(juju.model, each, context.unit));
}

function info({ juju }: ToolCall, secret: Secret): Value {
  const newest = newestRevisionOf(secret);
  const expiresAt = secret.revisions[String(newest)]?.expiresAt ?? null;
  const access = secret.grants.map(({ relation, to }) => {
    const ends = juju.model.relations[String(relation)]?.endpoints ?? [];
    return new Map<string, Value>([
      ['target', `${to.kind}-${to.name.replace('/', '-')}`],
      ['scope', `relation-${relationKey(ends).replaceAll(':', '.').replace(' ', '#')}`],
      ['role', 'view'],
    ]);
  });
  const optional: [string, Value][] = [
    ...(secret.description === '' ? [] : [['description', secret.description] satisfies [string, Value]]),
    ['rotation', secret.rotation],
    ...(expiresAt === null ? [] : [['expiry', new Date(expiresAt * 1000)] satisfies [string, Value]]),
    ...(secret.rotateAt === null ? [] : [['rotates', new Date(secret.rotateAt * 1000)] satisfies [string, Value]]),
    ...(access.length === 0 ? [] : [['access', access] satisfies [string, Value]]),
  ];
  return new Map<string, Value>([
    ['revision', newest],
    ['label', secret.label],
    ['owner', secret.owner.kind],
    ...optional,
  ]);
}
