import type { Series } from '../contract.ts';
import { chooseBase } from '../charm/charm-base.ts';
import { parseCharmUrl } from '../charm/charm-url.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import { baseText } from '../model/releases.ts';
import type { Bundle, BundleApplication } from './content.ts';
import type { OpenCharm } from './open-charms.ts';
import type { BundleTarget } from './target.ts';

/** One application of a bundle on its way into a simulation. */
export interface ApplicationStep {
  readonly simulation: BundleTarget;
  readonly name: string;
  readonly body: BundleApplication;
  readonly bundle: Bundle;
  readonly charm: OpenCharm;
  readonly features: JujuFeatures;
  readonly say: (line: string) => void;
}

/** The series that the application gets. */
export function seriesFor({ body, bundle, charm, features, simulation }: ApplicationStep): Series {
  const wanted = body.series ?? bundle.series;
  const { metadata, isStandIn } = charm;
  const configured = simulation.model.config[features.hasBases ? 'default-base' : 'default-series'];
  const modelDefault = configured === undefined || configured === '' ? null : String(configured);
  return chooseBase({ metadata: metadata ?? { name: body.charm }, wanted, modelDefault, features, isStandIn });
}

/** `focal`, or `ubuntu@20.04/stable` in a Juju that has bases. */
export function onText(series: Series, { hasBases }: JujuFeatures): string {
  return hasBases ? baseText(series) : series;
}

/** `- upload charm etcd from charm-hub for series focal with revision 42 with architecture=amd64`. */
export function uploadLine({ body, features }: ApplicationStep, series: Series): string {
  const kind = features.hasBases ? 'base' : 'series';
  const revision = body.revision === null ? '' : ` with revision ${body.revision}`;
  const charm = body.isLocal ? body.charm : charmName(body);
  return `- upload charm ${charm}${fromText(body)} for ${kind} ${onText(series, features)}${revision} with architecture=amd64`;
}

/** ` from charm-hub`, ` from charm-store`, or nothing for a local charm. */
export function fromText({ charm, isLocal }: BundleApplication): string {
  if (isLocal) return '';
  return charm.startsWith('cs:') ? ' from charm-store' : ' from charm-hub';
}

/** `etcd` for `cs:~containers/xenial/etcd-85`. */
export function charmName({ charm }: BundleApplication): string {
  return parseCharmUrl(charm).name;
}

/** Options as a command line gives them. */
export function optionTexts(options: BundleApplication['options']): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, String(value)]));
}

/** Juju's line about an application that can be reached from outside. */
export function exposedLine(name: string): string {
  return `- expose all endpoints of ${name} and allow access from CIDRs 0.0.0.0/0 and ::/0`;
}
