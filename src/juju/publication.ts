/** What this unit has told Juju. */
export interface Publication {
  /** The bag of this unit by relation id, without the keys that Juju itself puts there. */
  readonly relations: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Ports that this charm opened. A port that was open before the charm wanted it is an operator's, and not here. */
  readonly ports: readonly string[];
  /** Ports that this charm opened and has asked Juju to close, until Juju has been seen to have closed them. */
  readonly closing: readonly string[];
  readonly version: string | null;
}

/** The differences to send. */
export interface PublicationPlan {
  /** Only relations whose bag changes; null deletes a key. */
  readonly relations: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly open: readonly string[];
  readonly close: readonly string[];
  /** Null when the version stays. */
  readonly version: string | null;
}

export const emptyPublication: Publication = { relations: {}, ports: [], closing: [], version: null };

/**
 * What has to be sent so that Juju knows `desired`; what `desired` does not speak of stays as published.
 *
 * A key that left a bag is deleted, the keys of Juju are never touched. Only ports of `published` are closed.
 */
export function planPublication({
  desired,
  published,
}: {
  readonly desired: Partial<Publication>;
  readonly published: Publication;
}): PublicationPlan {
  const ours = published.ports.map(normalPort);
  const wanted = desired.ports?.map(normalPort) ?? ours;
  const version = desired.version ?? published.version;
  return {
    relations: bagChanges(desired.relations ?? {}, published.relations),
    open: sorted(wanted.filter((port) => !ours.includes(port))),
    close: sorted(ours.filter((port) => !wanted.includes(port))),
    version: version === published.version ? null : version,
  };
}

/** What Juju knows after `plan` has been sent on top of `published`. */
export function applyPlan(published: Publication, plan: PublicationPlan): Publication {
  const relations: Record<string, Readonly<Record<string, string>>> = { ...published.relations };
  for (const [id, changes] of Object.entries(plan.relations)) {
    relations[id] = ownKeys({ ...(relations[id] ?? {}), ...changes });
  }
  const ports = [...published.ports.map(normalPort), ...plan.open].filter((port) => !plan.close.includes(port));
  return { relations, ports: sorted(ports), closing: plan.close, version: plan.version ?? published.version };
}

/** A port as Juju prints it: `80` and `80/TCP` are `80/tcp`. */
export function normalPort(port: string): string {
  const text = port.trim().toLowerCase();
  const [range = '', protocol = 'tcp'] = text.split('/');
  if (range === 'icmp') return range;
  const [from = '', to = from] = range.split('-');
  return `${from === to ? from : `${from}-${to}`}/${protocol}`;
}

/** The bag without Juju's own keys and without empty values, which Juju takes as deletions. */
export function ownKeys(bag: Readonly<Record<string, string | null>>): Record<string, string> {
  const kept = Object.entries(bag).filter(
    (entry): entry is [string, string] => entry[1] !== null && entry[1] !== '' && !keysOfJuju.includes(entry[0]),
  );
  return Object.fromEntries(kept);
}

function bagChanges(
  desired: Publication['relations'],
  published: Publication['relations'],
): PublicationPlan['relations'] {
  const changes: Record<string, Readonly<Record<string, string | null>>> = {};
  for (const [id, bag] of Object.entries(desired)) {
    const was = new Map(Object.entries(ownKeys(published[id] ?? {})));
    const wanted = new Map(Object.entries(ownKeys(bag)));
    const surplus = [...was.keys()].filter((key) => !wanted.has(key));
    const different = [...wanted].filter(([key, value]) => was.get(key) !== value);
    const entries = [...surplus.map((key): [string, null] => [key, null]), ...different];
    if (entries.length > 0) changes[id] = Object.fromEntries(entries);
  }
  return changes;
}

function sorted(ports: readonly string[]): readonly string[] {
  return [...new Set(ports)].sort();
}

const keysOfJuju: readonly string[] = ['ingress-address', 'private-address', 'egress-subnets'];
