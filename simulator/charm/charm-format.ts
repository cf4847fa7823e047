import { JujuRefused } from '../model/model.ts';

/**
 * The keys of metadata.yaml belong to one format, 1 (with series, or without bases) or 2 (with bases in manifest.yaml).
 *
 * @throws JujuRefused
 */
export function checkCharmFormat(
  document: unknown,
  manifest: { readonly isThere: boolean; readonly hasBases: boolean },
): void {
  const keys = typeof document === 'object' && document !== null ? Object.keys(document).sort() : [];
  const [older, newer] = [keys.filter((key) => ofFormat1.includes(key)), keys.filter((key) => ofFormat2.includes(key))];
  if (older.length > 0 && newer.length > 0) {
    throw new JujuRefused(`ambiguous metadata: keys ${quoted(newer)} cannot be used with ${quoted(older)}`);
  }
  if (keys.includes('containers') && !manifest.isThere)
    throw new JujuRefused('containers without a manifest.yaml not valid');
  const isFormat2 = !keys.includes('series') && manifest.hasBases;
  const [strange] = isFormat2 ? older : newer;
  if (strange !== undefined) throw new JujuRefused(wrongKey(strange, isFormat2));
}

function wrongKey(key: string, isFormat2: boolean): string {
  return isFormat2 ? `metadata v2 with ${key} not valid` : `${key} in metadata v1 not valid`;
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}

const ofFormat1: readonly string[] = ['deployment', 'min-juju-version', 'series'];
const ofFormat2: readonly string[] = ['assumes', 'charm-user', 'containers'];
