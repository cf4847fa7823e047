import { isIP } from 'node:net';
import * as z from 'zod';
import type { StandInCharm, StandInHook } from '../contract.ts';
import { createAuthority, issue } from './authority.ts';
import type { KeyPair } from './authority.ts';
import { metadataOf, provides } from './metadata.ts';
import { said } from './said.ts';
import { isLeaving, pythonList, say, sayToAll } from './say.ts';

/**
 * A certificate authority with real certificates.
 *
 * The leader makes the authority and answers; what it issued is kept with the application, so that nobody gets a new
 * certificate without asking for another one. Everybody gets the same client certificate. Like the real charm it takes
 * the name of the remote unit from Juju, not from `certificate_name`, and forgets nothing when a unit leaves.
 */
export const easyrsa: StandInCharm = {
  metadata: metadataOf({
    name: 'easyrsa',
    endpoints: { client: provides('tls-certificates') },
    resources: ['easyrsa.tgz'],
  }),
  handle: (hook) => {
    if (isLeaving(hook)) return;
    const requests = said(hook, 'client', requestSchema);
    if (!hook.isLeader) {
      hook.setStatus('active', 'Certificate Authority ready.');
      return;
    }
    const { authority, client } = authorityOf(hook);
    sayToAll(hook, 'client', {
      ca: authority.certificate,
      'client.cert': client.certificate,
      'client.key': client.key,
    });
    for (const { relation, unit, value } of requests) {
      const { certificate, key } = issuedFor(hook, authority, unit, value);
      const prefix = `${unit.replaceAll('/', '_')}.server`;
      say(relation, { [`${prefix}.cert`]: certificate, [`${prefix}.key`]: key });
    }
    hook.setVersion('3.0.1');
    hook.setStatus('active', 'Certificate Authority connected.');
  },
};

type Request = z.output<typeof requestSchema>;

function authorityOf(hook: StandInHook): z.output<typeof authoritySchema> {
  const saved = authoritySchema.safeParse(hook.shared['authority']);
  if (saved.success) return saved.data;
  const now = hook.machine.world.now();
  const authority = createAuthority(hook.machine.address, now);
  const made = { authority, client: issue(authority, { commonName: 'client', names: [] }, now) };
  hook.shared['authority'] = made;
  return made;
}

/** The certificate that this unit has, or another one when it asks for other names. */
function issuedFor(hook: StandInHook, authority: KeyPair, unit: string, request: Request): KeyPair {
  const issued = issuedSchema.parse(hook.shared['issued'] ?? {});
  const wanted = JSON.stringify([request.certificate_name, request.common_name, request.sans]);
  const before = issued[unit];
  if (before?.wanted === wanted) return before;
  const subject = { commonName: request.common_name, names: request.sans };
  const pair = issue(authority, subject, hook.machine.world.now());
  hook.shared['issued'] = { ...issued, [unit]: { ...pair, wanted } };
  return pair;
}

function parseNames(text: string): readonly string[] | null {
  try {
    const names = z.array(z.string().refine(isSubjectName)).parse(JSON.parse(text));
    return pythonList(names) === text ? names : null;
  } catch {
    return null;
  }
}

function isSubjectName(name: string): boolean {
  return isIP(name) !== 0 || /^[A-Za-z0-9*_](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/u.test(name);
}

const listForm =
  'a JSON array of IP addresses and DNS names, a comma and a blank between them, for example ["10.0.0.5", "juju-abc-3"]';
const requestSchema = z.strictObject({
  /** X.509 sets the limit. */
  common_name: z.string().trim().min(1).max(64).describe('a name of at most 64 characters'),
  sans: z
    .string()
    .transform((text, context) => {
      const names = parseNames(text);
      if (names !== null) return names;
      context.addIssue({ code: 'custom', message: listForm });
      return z.NEVER;
    })
    .describe(listForm),
  certificate_name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+$/u)
    .describe('a name for a file, for example kubernetes-worker_0'),
});
const pairSchema = z.object({ certificate: z.string(), key: z.string() });
const authoritySchema = z.object({ authority: pairSchema, client: pairSchema });
const issuedSchema = z.record(z.string(), pairSchema.extend({ wanted: z.string() }));
