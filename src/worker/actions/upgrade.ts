import * as z from 'zod/mini';
import type { Outcome } from '../../engine/engine.ts';
import type { ActionResults } from '../../juju/juju.ts';
import { parseSnapList } from '../../workload/snap-list.ts';
import type { InstalledSnap } from '../../workload/snap-list.ts';
import { snapNames } from '../inputs.ts';
import type { Outcomes } from '../reconcile.ts';
import { permitUpgrade, withdrawPermit } from '../snaps/upgrade-record.ts';
import type { ActionPorts } from './action.ts';
import { ActionFailed } from './action-failed.ts';
import { defineAction } from './define-action.ts';

/**
 * The snaps are the newest of the channel and the resources that are asked for, and what runs from one that has changed
 * has been started anew.
 *
 * The permission is recorded first: where this is stopped, or has to wait, the next hook goes on. What the rules refuse
 * has to be allowed anew.
 */
export const upgrade = defineAction({
  name: 'upgrade',
  parameters: z.strictObject({ force: z._default(z.boolean(), false), drain: z._default(z.boolean(), true) }),
  run: async (permit, ports) => {
    const before = await installed(ports);
    await permitUpgrade(ports, permit);
    const outcomes = await ports.settle();
    const after = await installed(ports);
    const own = outcomes.get('install-snaps');
    const results: ActionResults = {
      before: shown(before),
      after: shown(after),
      drained: own?.sets.includes('node.drained') === true,
    };
    const problem = await problemIn(ports, outcomes);
    if (problem !== null) throw new ActionFailed(problem, results);
    const changed = snapNames.filter((name) => before[name]?.revision !== after[name]?.revision);
    const msg =
      changed.length === 0 ? 'Nothing is newer, and nothing was restarted.' : `Upgraded ${changed.join(', ')}.`;
    return { ...results, response: { msg } };
  },
});

type Installed = Readonly<Record<string, InstalledSnap>>;

async function installed({ machine }: ActionPorts): Promise<Installed> {
  return parseSnapList(await machine.snap.list(snapNames));
}

/** As `snap info` writes it: `1.10.2 (430)`. */
function shown(snaps: Installed): Readonly<Record<string, string>> {
  return Object.fromEntries(
    snapNames.map((name) => {
      const found = snaps[name];
      return [name, found === undefined ? 'not installed' : `${found.version} (${found.revision})`];
    }),
  );
}

/** Why the upgrade is not done, or what has become of kubelet by it; null when all is well. */
async function problemIn(ports: ActionPorts, outcomes: Outcomes): Promise<string | null> {
  const own = outcomes.get('install-snaps');
  if (own === undefined) {
    // What comes before the snaps is not there yet: nothing may happen behind the operator's back when it is.
    await withdrawPermit(ports);
    const snapd = outcomes.get('configure-snapd');
    return (snapd === undefined ? null : words(snapd)) ?? 'snapd is not configured yet';
  }
  const said = words(own);
  if (said !== null) return mayGoOn(ports) ? `${said}; the next hook goes on with it` : said;
  const others = followers.flatMap((name) => outcomes.get(name) ?? []);
  return others.map(words).find((each) => each !== null) ?? null;
}

/** The permission has not been used up, and not been withdrawn. */
function mayGoOn({ record }: ActionPorts): boolean {
  const { upgrade } = record.now();
  return upgrade !== null && upgrade.permit !== null;
}

function words(outcome: Outcome<string, string>): string | null {
  if (outcome.kind === 'done') return null;
  return outcome.kind === 'waiting' ? outcome.on : outcome.why;
}

const followers = ['check-snaps', 'configure-kubelet', 'configure-kube-proxy', 'return-node'];
