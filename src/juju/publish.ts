import { applyPlan, normalPort, ownKeys, planPublication } from './publication.ts';
import type { Publication, PublicationPlan } from './publication.ts';
import type { Tools } from './tools.ts';

export interface Published {
  readonly published: Publication;
  /** Something was sent that Juju applies only after the hook has succeeded: to be verified in the next hook. */
  readonly sentBuffered: boolean;
}

/**
 * Juju has been told what `desired` says, as differences from `published`.
 *
 * Where the last hook's data is unconfirmed (Juju throws it away when a hook fails at the very end), Juju's own answers
 * take the place of `published`, and only what is missing is sent. So do they for a relation that `published` does not
 * have, for example because the state was lost. Relations that are gone are forgotten.
 *
 * A wanted port that is open already without our doing is left alone and not recorded as ours: it stays open for good.
 */
export async function publish(request: {
  readonly tools: Tools;
  /** This unit, whose bags these are. */
  readonly unit: string;
  readonly desired: Partial<Publication>;
  readonly published: Publication;
  readonly unconfirmed: boolean;
  readonly liveRelationIds: readonly string[];
}): Promise<Published> {
  const { tools } = request;
  const published = onlyLive(request.published, request.liveRelationIds);
  const desired = fullyDesired(onlyLive(request.desired, request.liveRelationIds), published);
  const known = await asJujuKnows(request, published, Object.keys(desired.relations ?? {}));
  const planned = planPublication({ desired, published: known });
  const plan = planned.open.length === 0 ? planned : { ...planned, open: await notYetOpen(tools, planned.open) };
  await send(tools, plan);
  const isBuffered = Object.keys(plan.relations).length + plan.open.length + plan.close.length > 0;
  return { published: applyPlan(known, plan), sentBuffered: isBuffered };
}

function onlyLive<P extends Partial<Publication>>(publication: P, ids: readonly string[]): P {
  const relations = Object.entries(publication.relations ?? {}).filter(([id]) => ids.includes(id));
  return { ...publication, relations: Object.fromEntries(relations) };
}

/** What nobody spoke of this time stays wanted as it was published. */
function fullyDesired(desired: Partial<Publication>, published: Publication): Partial<Publication> {
  return {
    ...desired,
    relations: { ...published.relations, ...desired.relations },
    ports: desired.ports ?? published.ports,
  };
}

/** `published`, with Juju's own answers where it cannot be relied on. */
async function asJujuKnows(
  { tools, unit, unconfirmed }: { readonly tools: Tools; readonly unit: string; readonly unconfirmed: boolean },
  published: Publication,
  relationIds: readonly string[],
): Promise<Publication> {
  const relations: Record<string, Readonly<Record<string, string>>> = { ...published.relations };
  for (const id of relationIds) {
    if (unconfirmed || relations[id] === undefined) relations[id] = ownKeys(await tools.relationData(id, unit));
  }
  // A port whose closing Juju threw away is ours as before; the plan closes it again unless it is wanted again.
  const ours = [...published.ports, ...published.closing].map(normalPort);
  if (!unconfirmed || ours.length === 0) return { ...published, relations };
  const open = (await tools.openedPorts()).map(normalPort);
  return { ...published, relations, ports: ours.filter((port) => open.includes(port)), closing: [] };
}

async function notYetOpen(tools: Tools, ports: readonly string[]): Promise<readonly string[]> {
  const open = (await tools.openedPorts()).map(normalPort);
  return ports.filter((port) => !open.includes(port));
}

async function send(tools: Tools, plan: PublicationPlan): Promise<void> {
  for (const [id, changes] of Object.entries(plan.relations)) await tools.setRelationData(id, changes);
  for (const port of plan.close) await tools.closePort(port);
  for (const port of plan.open) await tools.openPort(port);
  if (plan.version !== null) await tools.setVersion(plan.version);
}
