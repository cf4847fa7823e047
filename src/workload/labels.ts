import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import { gpuLabels } from './gpu.ts';
import { quoted } from './option-invalid.ts';
import type { OptionInvalid } from './option-invalid.ts';

/**
 * The labels in the option `labels`, by key; the last of equal keys wins. Kubernetes' own rules apply, because a label
 * that the API server refuses would be tried again in every hook.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function parseLabels(text: string): Result<Readonly<Record<string, string>>, OptionInvalid> {
  const labels = new Map<string, string>();
  for (const item of text.split(/\s+/u).filter((each) => each !== '')) {
    const [key = '', value, ...more] = item.split('=');
    const problem = problemOf(key, more.length > 0 ? undefined : value);
    if (problem !== null) {
      return err({ option: 'labels', problem: `${quoted(item)} ${problem}`, accepted });
    }
    labels.set(key, value ?? '');
  }
  return ok(Object.fromEntries(labels));
}

/** The labels of the node besides `juju-application`: those of a GPU where it has one, won by the operator's own. */
export function wantedLabels(
  operators: Readonly<Record<string, string>>,
  hasGpu: boolean,
): Readonly<Record<string, string>> {
  return { ...(hasGpu ? gpuLabels : {}), ...operators };
}

/** What `kubectl label node` must be told, and what is applied when it has been. */
export interface LabelChange {
  /** Everything, also what is applied already: a node that registers anew has lost its labels. */
  readonly args: readonly string[];
  /** False if `applied` was as wanted. */
  readonly isChange: boolean;
  readonly applied: Readonly<Record<string, string>>;
}

/** The arguments that give the node the wanted labels and `juju-application`, and take away what we applied earlier. */
export function labelArguments(
  applied: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  app: string,
): LabelChange {
  const set = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
  const kept = new Set([...Object.keys(wanted), reservedKey]);
  const surplus = Object.keys(applied).filter((key) => !kept.has(key));
  const before = new Map(Object.entries(applied));
  const isNew = Object.entries(wanted).some(([key, value]) => before.get(key) !== value);
  return {
    args: [...set, ...surplus.map((key) => `${key}-`), `${reservedKey}=${app}`],
    isChange: isNew || surplus.length > 0,
    applied: { ...wanted },
  };
}

function problemOf(key: string, value: string | undefined): string | null {
  if (value === undefined) return 'is not KEY=VALUE';
  if (key === reservedKey) return 'is set by the charm itself';
  const [name = '', prefix, ...more] = key.split('/').reverse();
  if (more.length > 0 || !labelText.test(name)) return 'has no valid key';
  if (prefix !== undefined && !(prefix.length <= 253 && dnsSubdomain.test(prefix))) return 'has no valid prefix';
  return value === '' || labelText.test(value) ? null : 'has no valid value';
}

const reservedKey = 'juju-application';
const labelText = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/u;
const dnsLabel = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const dnsSubdomain = new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`, 'u');
const accepted =
  'KEY=VALUE separated by spaces; keys and values of up to 63 letters, digits, dashes, underscores and dots that start and end with a letter or digit, keys optionally behind a DNS name and a slash';
