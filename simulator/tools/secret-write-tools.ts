import type { SecretChange, SecretUpdate } from '../model/secret-changes.ts';
import { newSecretId, nextRotationAfter } from '../model/secrets.ts';
import { BadUsage, refuseMoreThan } from './flags.ts';
import type { Flag } from './flags.ts';
import { quoted } from './format/go-text.ts';
import { requireLeader } from './leader-tools.ts';
import { parseSecretWord, secretContent } from './secret-content.ts';
import type { SecretWord } from './secret-content.ts';
import { secretWish, secretWriteFlags } from './secret-flags.ts';
import type { SecretWish } from './secret-flags.ts';
import { managedSecret, requiredSecret } from './secret-uri.ts';
import type { ToolCall, Tools } from './tool.ts';

const isIn = ({ hasSecrets }: { readonly hasSecrets: boolean }) => hasSecrets;
const contentUsage = '[key[#base64|#file]=value...]';

/** Secrets are made, changed and removed once the hook has succeeded. */
export const secretWriteTools: Tools = {
  'secret-add': {
    usage: contentUsage,
    summary: 'Add a secret and print its URI.',
    isIn,
    flags: () => secretWriteFlags,
    prepare: (args, call) => {
      const wish = secretWish(args, call.juju.now());
      if (args.words.length === 0 && wish.file === '') throw new BadUsage('missing secret value or filename');
      const words = args.words.map(parseSecretWord);
      return () => add(call, wish, words);
    },
  },
  'secret-set': {
    usage: `<URI> ${contentUsage}`,
    summary: 'Change the content of a secret, or what is known of it.',
    isIn,
    flags: () => secretWriteFlags,
    prepare: (args, call) => {
      const id = requiredSecret(args.words);
      const wish = secretWish(args, call.juju.now());
      const words = args.words.slice(1).map(parseSecretWord);
      if (words.length === 0 && Object.keys(args.values).length === 0)
        throw new BadUsage('at least one attribute to update must be specified');
      return () => set(call, id, wish, words);
    },
  },
  'secret-remove': {
    usage: '<URI>',
    summary: 'Remove a secret, or one revision of it.',
    isIn,
    flags: () => [revisionFlag],
    prepare: (args, call) => {
      const id = requiredSecret(args.words);
      refuseMoreThan(1, { words: args.words });
      const revision = Number(args.values['revision'] ?? 0);
      return () => {
        managedSecret(call, id);
        call.context.secretChanges.push({ kind: 'remove', id, revision: revision === 0 ? null : revision });
        return undefined;
      };
    },
  },
};

const revisionFlag: Flag = {
  names: ['revision'],
  value: '0',
  help: 'Remove this revision only',
  check: (text) => {
    if (!/^[+-]?\d+$/u.test(text)) throw new BadUsage(`strconv.ParseInt: parsing ${quoted(text)}: invalid syntax`);
  },
};

async function add(call: ToolCall, wish: SecretWish, words: readonly SecretWord[]): Promise<string> {
  const { unit, secretChanges } = call.context;
  if (wish.owner === 'application') requireLeader(call);
  const content = await secretContent(words, wish.file);
  const now = call.juju.now();
  const id = newSecretId(now);
  const rotation = wish.rotation ?? 'never';
  secretChanges.push({
    kind: 'add',
    secret: {
      id,
      owner: { kind: wish.owner, name: wish.owner === 'unit' ? unit.name : unit.application },
      label: wish.label ?? '',
      description: wish.description ?? '',
      rotation,
      rotateAt: nextRotationAfter(rotation, now),
      revisions: { 1: { content, createdAt: now, expiresAt: wish.expiresAt ?? null } },
      grants: [],
      consumers: {},
    },
  });
  return `secret:${id}\n`;
}

async function set(call: ToolCall, id: string, wish: SecretWish, words: readonly SecretWord[]): Promise<undefined> {
  managedSecret(call, id);
  const hasContent = words.length > 0 || wish.file !== '';
  const content = hasContent ? await secretContent(words, wish.file) : null;
  const { label, description, rotation, expiresAt } = wish;
  const fields = {
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    ...(rotation === undefined ? {} : { rotation, rotateAt: nextRotationAfter(rotation, call.juju.now()) }),
  };
  remember(call.context.secretChanges, {
    kind: 'set',
    id,
    content,
    fields,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  return undefined;
}

/** What one hook writes to a secret makes one revision. */
function remember(changes: SecretChange[], wanted: SecretUpdate): void {
  const { id, content, fields, expiresAt } = wanted;
  const at = changes.findIndex((each) => (each.kind === 'add' ? each.secret.id : each.id) === id && isWrite(each));
  const earlier = changes[at];
  if (earlier?.kind === 'add') {
    const first = earlier.secret.revisions['1'];
    const revision = {
      content: content ?? first?.content ?? {},
      createdAt: first?.createdAt ?? 0,
      expiresAt: expiresAt ?? first?.expiresAt ?? null,
    };
    changes[at] = { kind: 'add', secret: { ...earlier.secret, ...fields, revisions: { 1: revision } } };
  } else if (earlier?.kind === 'set') {
    const expiry = expiresAt ?? earlier.expiresAt;
    changes[at] = {
      kind: 'set',
      id,
      content: content ?? earlier.content,
      fields: { ...earlier.fields, ...fields },
      ...(expiry === undefined ? {} : { expiresAt: expiry }),
    };
  } else changes.push(wanted);
}

function isWrite({ kind }: SecretChange): boolean {
  return kind === 'add' || kind === 'set';
}
