import type { CharmMetadata, Series } from '../contract.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import { JujuRefused } from '../model/model.ts';
import { releaseOf, seriesNamed } from '../model/releases.ts';

export interface BaseChoice {
  readonly metadata: Pick<CharmMetadata, 'bases' | 'name' | 'series'>;
  /** What the operator or the bundle asks for: a series or a base. */
  readonly wanted: string | null;
  /** The model's `default-series` or `default-base`. */
  readonly modelDefault: string | null;
  readonly features: JujuFeatures;
  /** Nothing is known of the charm's bases: it is a stand-in. */
  readonly isStandIn?: boolean;
  /** `--force`, which Juju 4 does not heed here. */
  readonly isForced?: boolean;
}

/**
 * The series that an application gets: the wanted one, else the model's, else Juju's own where the charm has it, else
 * the charm's first.
 *
 * @throws JujuRefused when the charm does not support it, or names none
 */
export function chooseBase(choice: BaseChoice): Series {
  const { wanted, modelDefault, features, isStandIn = false, isForced = false } = choice;
  const supported = supportedBy(choice);
  const asked = wanted ?? modelDefault;
  if (isStandIn) return asked === null ? features.defaultSeries : here(asked, choice);
  if (supported.length === 0) {
    if (features.hasBases) throw new JujuRefused('charm does not define any bases, not valid');
    if (asked === null) throw new JujuRefused('series not specified and charm does not define any');
    return here(asked, choice);
  }
  if (asked === null) {
    const known = supported.flatMap((name) => seriesNamed(name) ?? []);
    const found = known.find((series) => series === features.defaultSeries) ?? known[0];
    return found ?? here(supported[0] ?? '', choice);
  }
  const isMet = supported.some((name) => name === asked || seriesNamed(name) === (seriesNamed(asked) ?? undefined));
  if (!isMet && (!isForced || !features.hasSeries)) throw unsupported(asked, supported, features);
  return here(asked, choice);
}

/** What the charm names: series of older charms, bases of newer ones, without risks. */
function supportedBy({ metadata, features }: BaseChoice): readonly string[] {
  const { series = [], bases = [] } = metadata;
  if (features.hasSeries && series.length > 0) return series;
  return bases.map(({ name, channel }) => `${name}@${channel.split('/')[0] ?? channel}`);
}

function here(asked: string, { metadata }: BaseChoice): Series {
  const series = seriesNamed(asked);
  if (series !== null) return series;
  const known = 'xenial, bionic, focal, jammy and noble';
  throw new JujuRefused(`${metadata.name}: no machine here can have "${asked}": there are ${known}`);
}

function unsupported(asked: string, supported: readonly string[], features: JujuFeatures): JujuRefused {
  if (!features.hasBases) {
    const names = supported.map((name) => seriesNamed(name) ?? name).join(', ');
    return new JujuRefused(
      `series "${seriesNamed(asked) ?? asked}" not supported by charm, supported series are: ${names}`,
    );
  }
  const bases = supported.map(shownBase).join(', ');
  return new JujuRefused(`base "${shownBase(asked)}" not supported by charm, the charm supported bases are: ${bases}`);
}

function shownBase(text: string): string {
  const series = seriesNamed(text);
  return series === null ? text : `ubuntu@${releaseOf(series)}`;
}
