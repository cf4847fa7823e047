import { all, blocked, done, waiting } from '../../engine/engine.ts';
import type { Outcome } from '../../engine/engine.ts';
import { parseChannel } from '../../workload/channel.ts';
import type { UpgradeRecord } from '../../juju/juju.ts';
import type { Verdict } from '../../workload/upgrade-rules.ts';
import { drainNode } from '../node/drain-node.ts';
import { adoptSnaps, fetchSnaps } from '../snaps/fetch-snaps.ts';
import { holdSnaps } from '../snaps/hold-snaps.ts';
import type { Inputs } from '../input-types.ts';
import { invalidOption } from '../invalid-option.ts';
import { judgeSnaps } from '../snaps/judge-snaps.ts';
import type { WorkerPorts } from '../ports.ts';
import { endDrain, endUpgrade, noteDrain, permitFor, refuseUpgrade, withdrawPermit } from '../snaps/upgrade-record.ts';
import { targetOf, wantedSnaps } from '../snaps/wanted-snaps.ts';
import type { WantedSnap } from '../snaps/wanted-snaps.ts';
import { handler } from '../words.ts';

const reads = [
  'config.channel',
  'config.drain-before-upgrade',
  'config.require-manual-upgrade',
  'resource.kubectl',
  'resource.kubelet',
  'resource.kube-proxy',
  'host.kubelet-version',
  'host.snaps',
  // A hook that was killed at its end leaves nothing else behind by which it shows that the node has to come back.
  'machine.cordoned',
  'machine.upgrade',
] as const;

/**
 * kubectl, kubelet and kube-proxy are installed from the channel or from attached resources, and snapd moves none of
 * them by itself.
 *
 * Snaps that are installed stay as they are when the channel or a resource changes, until `require-manual-upgrade` is
 * false or the action `upgrade` allows it. What must not be installed is refused before anything changes; a step to
 * another minor version moves pods to other nodes first. Which source each was installed from is recorded right after
 * its installation, and the permission of the action until all of it is done.
 */
export const installSnaps = handler({
  name: 'install-snaps',
  when: all('snapd.configured'),
  reads,
  sets: ['snaps.fetched', 'node.drained'],
  clears: ['snaps.installed'],
  async run({ inputs, ports }): Promise<SnapsOutcome> {
    const channel = parseChannel('channel', inputs['config.channel']);
    if (!channel.ok) {
      await withdrawPermit(ports);
      return { ...invalidOption(channel.error), sets: await endDrain(ports) };
    }
    await adoptSnaps(ports, wantedSnaps(channel.value, inputs, ports.record.now().snaps));
    const wanted = wantedSnaps(channel.value, inputs, ports.record.now().snaps);
    const target = targetOf(wanted);
    const permit = await permitFor(ports, target);
    const changed = wanted.filter(({ isCurrent }) => !isCurrent);
    // An operator who asks for an upgrade gets what is newest on the channel, also where it has not changed.
    const due = wanted.filter(({ isCurrent, source }) => !isCurrent || (permit !== null && source.kind === 'store'));
    if (due.length === 0) return settled(ports, wanted, false);
    // A first installation that was cut short has nothing that could be upgraded.
    const isFirst = wanted.some(({ isInstalled, isRecorded }) => !isInstalled && !isRecorded);
    const needsPermit = inputs['config.require-manual-upgrade'] && !isFirst;
    if (needsPermit && permit === null && changed.some(({ isInstalled }) => isInstalled))
      return needsManualUpgrade(ports, { target, changed, kubelet: inputs['host.kubelet-version'] });

    const isForced = permit?.force ?? false;
    const judgement = await judgeSnaps(ports.machine, due, { kubelet: inputs['host.kubelet-version'], isForced });
    if (judgement.verdict.kind !== 'allowed') return notNow(ports, target, judgement.verdict);
    const mayDrain = inputs['config.drain-before-upgrade'] && (permit?.drain ?? true);
    if (judgement.isMinorStep && mayDrain) {
      await noteDrain(ports, target);
      const undrained = await drainNode(ports, {
        why: `Upgrading kubelet ${inputs['host.kubelet-version']?.version ?? ''}`.trimEnd(),
        otherwise: `juju config ${ports.app} drain-before-upgrade=false`,
        about: 'upgrade',
      });
      if (undrained !== null) return undrained;
    }
    for (const warning of judgement.warnings) ports.warn(warning);
    const { failed, isChanged } = await fetchSnaps(ports, due);
    return failed ?? settled(ports, wanted, isChanged);
  },
});

type SnapsOutcome = Outcome<'snaps.fetched' | 'node.drained', 'snaps.installed'>;

/**
 * Every snap is as it is wanted; what another version changes is done by the handlers that follow. They do not wait for
 * snapd to hold the snaps: that is tried again in the next hook.
 */
async function settled(ports: WorkerPorts, wanted: readonly WantedSnap[], isChanged: boolean): Promise<SnapsOutcome> {
  const drained = await endDrain(ports);
  await endUpgrade(ports);
  const fromStore = wanted.filter(({ source }) => source.kind === 'store').map(({ name }) => name);
  const failed = await holdSnaps(ports, fromStore);
  return {
    ...(failed ?? done()),
    sets: ['snaps.fetched', ...drained],
    clears: isChanged ? ['snaps.installed'] : [],
  };
}

/** The change waits for an operator. What the rules say of it is found out once, so that hooks do not ask for ever. */
async function needsManualUpgrade(
  ports: WorkerPorts,
  given: {
    readonly target: string;
    readonly changed: readonly WantedSnap[];
    readonly kubelet: Inputs['host.kubelet-version'];
  },
): Promise<SnapsOutcome> {
  const { target, changed, kubelet } = given;
  const sets = await endDrain(ports);
  if (ports.record.now().upgrade?.target !== target) {
    const { verdict } = await judgeSnaps(ports.machine, changed, { kubelet, isForced: false });
    const { why, canForce } = verdict.kind === 'refused' ? verdict : { why: null, canForce: true };
    await refuseUpgrade(ports, target, why === null ? null : { why, canForce });
  }
  const refused = ports.record.now().upgrade?.refused ?? null;
  if (refused?.canForce === false) return { ...refusal(refused), sets };
  const why = refused === null ? manualUpgrade : `${manualUpgrade} (${textOf(refused)})`;
  return blocked(why, `run the action upgrade of ${ports.unit}`, { about: 'upgrade', sets });
}

async function notNow(
  ports: WorkerPorts,
  target: string,
  verdict: Exclude<Verdict, { readonly kind: 'allowed' }>,
): Promise<SnapsOutcome> {
  if (verdict.kind === 'waiting') return waiting(`${verdict.on}${override}`, { about: 'command' });
  const { why, canForce } = verdict;
  await refuseUpgrade(ports, target, { why, canForce });
  return { ...refusal(verdict), sets: await endDrain(ports) };
}

type Refused = NonNullable<UpgradeRecord['refused']>;

function refusal(refused: Refused): Outcome<never, never> {
  return blocked(textOf(refused), 'juju config channel, or juju attach-resource', {
    about: refused.canForce ? 'upgrade' : 'option',
  });
}

function textOf({ why, canForce }: Refused): string {
  return canForce ? `${why}${override}` : why;
}

const manualUpgrade = 'Needs manual upgrade, run the upgrade action';
const override = '; to do it all the same: action upgrade with force=true';
