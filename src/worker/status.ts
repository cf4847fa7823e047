import type { Outcome } from '../engine/engine.ts';
import type { Presence, Received } from './input-types.ts';
import { shortened } from './last-line.ts';
import { firstOf } from './node/pods-left.ts';
import type { ServiceReport } from './services.ts';

export interface Status {
  readonly status: 'active' | 'blocked' | 'maintenance' | 'waiting';
  readonly message: string;
}

/** What the status is made of, as it stands at the end of a hook. */
export interface StatusFacts {
  readonly app: string;
  /** By an operator. */
  readonly isPaused: boolean;
  /** Pods that the pause has left on the node, each with what keeps it. */
  readonly podsLeft: readonly string[];
  readonly outcomes: readonly Outcome<string, string>[];
  readonly relations: {
    readonly 'kube-control': Presence;
    readonly certificates: Presence;
    readonly 'kube-api-endpoint': Presence;
    readonly cni: Presence;
  };
  readonly received: {
    readonly dns: Received<unknown>;
    readonly credentials: Received<unknown>;
    readonly certificates: Received<unknown>;
    readonly servers: Received<unknown>;
    readonly cidr: Received<unknown>;
    readonly sdn: Received<unknown>;
  };
  readonly isInstalled: boolean;
  /** Both services have been configured, so that they ought to run. */
  readonly isConfigured: boolean;
  readonly services: ServiceReport;
  /** The driver and CUDA of the GPUs that pods can use; null on a node without. */
  readonly gpu: { readonly driver: string; readonly cuda: string | null } | null;
}

/**
 * The status of the unit: the first row that applies decides the word, the texts of all rows that apply follow one
 * another, joined by `; `.
 *
 * Texts that operators and scripts know from the original charm are kept to the letter.
 */
export function unitStatus(facts: StatusFacts): Status {
  const rows = statusRows(facts);
  const first = rows[0];
  if (first === undefined) return { status: 'active', message: `Kubernetes worker running.${gpuText(facts)}` };
  const texts = new Set(rows.map(({ text }) => shortened(text, longestRow)));
  return { status: first.status, message: [...texts].join('; ') };
}

/** What stands between the unit and `active`, the most important first. */
export function statusRows(facts: StatusFacts): readonly StatusRow[] {
  return [...paused(facts), ...invalidInput(facts), ...missingRelations(facts), ...otherBlocks(facts), ...waits(facts)];
}

/** The status of a unit that is being removed, which configures nothing any more; and what its drain has left behind. */
export function leavingStatus(podsLeft: readonly string[]): Status {
  return { status: 'maintenance', message: ['Leaving the cluster', ...podsLeftText(podsLeft)].join('; ') };
}

/** What operators of GPUs ask first; behind the text of old, which scripts look for. */
function gpuText({ gpu }: StatusFacts): string {
  if (gpu === null) return '';
  return gpu.cuda === null ? ` NVIDIA driver ${gpu.driver}.` : ` NVIDIA driver ${gpu.driver}, CUDA ${gpu.cuda}.`;
}

export interface StatusRow {
  readonly status: 'blocked' | 'waiting';
  readonly text: string;
  /** What the operator has to do about it; none where it passes by itself. */
  readonly hint?: string;
}

/** Whatever else is to be said: an operator who reads this knows why no pods come. */
function paused({ isPaused, podsLeft }: StatusFacts): StatusRow[] {
  if (!isPaused) return [];
  return ['Kubernetes unit paused', ...podsLeftText(podsLeft)].map((text) => ({
    status: 'waiting',
    text,
    hint: 'run the action resume when its pause is over',
  }));
}

function podsLeftText(pods: readonly string[]): string[] {
  if (pods.length === 0) return [];
  return [`${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} left on the node: ${firstOf(pods)}`];
}

function invalidInput({ outcomes }: StatusFacts): StatusRow[] {
  return blockedAbout(outcomes, (about) => about === 'option');
}

function missingRelations({ app, relations }: StatusFacts): StatusRow[] {
  return partners
    .filter(([endpoint]) => relations[endpoint].ids.length === 0)
    .map(([endpoint, partner]) => ({
      status: 'blocked',
      text: `Relate ${app}:${endpoint} ${partner}`,
      hint: `juju relate ${app}:${endpoint} ${partner}`,
    }));
}

function otherBlocks({ outcomes }: StatusFacts): StatusRow[] {
  const order = ['resource', 'upgrade', 'node', 'runtime', 'driver', 'command'];
  return order.flatMap((each) => blockedAbout(outcomes, (about) => about === each));
}

function blockedAbout(outcomes: StatusFacts['outcomes'], isMeant: (about: string) => boolean): StatusRow[] {
  const rows: StatusRow[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind !== 'blocked' || !isMeant(outcome.about ?? 'command')) continue;
    rows.push({ status: 'blocked', text: outcome.why, hint: outcome.hint });
  }
  return rows;
}

function waits(facts: StatusFacts): StatusRow[] {
  const texts = [...problems(facts), ...missingData(facts), ...outcomeWaits(facts), ...serviceWaits(facts)];
  return texts.map((text) => ({ status: 'waiting', text }));
}

/** Remote data that does not decode, although a related unit sent it. */
function problems({ received }: StatusFacts): string[] {
  return Object.values(received).flatMap(({ problem }) => (problem === null ? [] : [problem]));
}

function missingData({ received, relations, isInstalled }: StatusFacts): string[] {
  const texts: string[] = [];
  const lack = (what: Received<unknown>, endpoint: keyof StatusFacts['relations'], text: (from: string) => string) => {
    const { ids, apps } = relations[endpoint];
    if (ids.length > 0 && what.value === null && what.problem === null)
      texts.push(text(apps.join(', ') || `the ${endpoint} relation`));
  };
  if (isInstalled) lack(received.dns, 'kube-control', () => 'Waiting for cluster DNS.');
  lack(received.credentials, 'kube-control', (from) => `Waiting for credentials from ${from}`);
  lack(received.certificates, 'certificates', (from) => `Waiting for certificates from ${from}`);
  lack(received.servers, 'kube-api-endpoint', (from) => `Waiting for the API server's address from ${from}`);
  lack(received.cidr, 'cni', (from) => `Waiting for the cluster network from ${from}`);
  return texts;
}

/** What handlers wait for on this machine; what they wait for from remotes is said by the rows above. */
function outcomeWaits({ outcomes }: StatusFacts): string[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'waiting' && outcome.about === 'command' ? [outcome.on] : []));
}

function serviceWaits({ isConfigured, services }: StatusFacts): string[] {
  const idle = kubernetesServices.filter((name) => services.states[`snap.${name}.daemon`]?.active !== 'active');
  const isDown = runtimeServices.some((name) => {
    const state = services.states[name];
    return name in services.failures || (state !== undefined && state.active !== 'active');
  });
  const texts = isDown ? ['Container runtime not available.'] : [];
  if (isConfigured && idle.length > 0) texts.push(`Waiting for ${idle.join(',')} to start.`);
  return texts;
}

/** Our own sentences are shorter, whatever programs and remotes say in them. */
const longestRow = 400;
const runtimeServices = ['docker', 'containerd'];
const kubernetesServices = ['kubelet', 'kube-proxy'];

/** The endpoints without which no worker works, and what the canonical bundle relates each to. */
const partners = [
  ['kube-control', 'kubernetes-master:kube-control'],
  ['certificates', 'easyrsa:client'],
  ['kube-api-endpoint', 'kubeapi-load-balancer:website'],
  ['cni', 'flannel:cni'],
] as const;
