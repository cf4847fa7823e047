import * as z from 'zod';
import { decodeAs } from './go-yaml.ts';
import { JujuRefused } from '../model/model.ts';

/**
 * lxd-profile.yaml, if any, asks for nothing that Juju keeps to itself.
 *
 * @throws JujuRefused
 */
export function checkLxdProfile(document: unknown): void {
  const { config, devices } = decodeAs(profileShape, document ?? {}, 'invalid lxd-profile.yaml');
  for (const key of Object.keys(config ?? {})) {
    if (/^(boot|limits|migration)/u.test(key))
      throw new JujuRefused(`invalid lxd-profile.yaml: contains config value "${key}"`);
  }
  for (const device of Object.values(devices ?? {})) {
    const type = device['type'] ?? '';
    if (!deviceTypes.includes(type)) throw new JujuRefused(`invalid lxd-profile.yaml: contains device type "${type}"`);
  }
}

const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));
const profileShape = z.object({
  config: texts.nullish(),
  description: z.string().nullish(),
  devices: z.record(z.string(), texts).nullish(),
});

const deviceTypes: readonly string[] = ['unix-char', 'unix-block', 'gpu', 'usb'];
