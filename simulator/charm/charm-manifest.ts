import * as z from 'zod';
import type { BaseDefinition } from '../contract.ts';
import { decodeAs } from './go-yaml.ts';
import { JujuRefused } from '../model/model.ts';

/**
 * The bases that manifest.yaml names.
 *
 * @throws JujuRefused when one is none that Juju knows
 */
export function readManifest(document: unknown): readonly BaseDefinition[] {
  const { bases } = decodeAs(manifestShape, document ?? {}, 'manifest');
  return (bases ?? []).map(baseOf);
}

const manifestShape = z.object({
  bases: z
    .array(
      z.object({
        name: z.string().default(''),
        channel: z.union([z.string(), z.number()]).nullish(),
        architectures: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
});
type BaseFields = NonNullable<z.infer<typeof manifestShape>['bases']>[number];

function baseOf({ name, channel, architectures }: BaseFields): BaseDefinition {
  if (name === '') throw refused('base without name');
  if (!systems.includes(name)) throw refused(`os "${name}"`);
  if (channel === undefined || channel === null || channel === '') throw refused('channel');
  const known = (architectures ?? []).map((architecture, index) => {
    const meant = aliases[architecture] ?? architecture;
    if (!machineArchitectures.includes(meant)) throw refused(`architecture "${architecture}" at index ${index}`);
    return meant;
  });
  return { name, channel: fullChannel(String(channel)), architectures: known };
}

function refused(what: string): JujuRefused {
  return new JujuRefused(`manifest: ${what} not valid`);
}

/** `22.04/stable` for `22.04`. */
function fullChannel(channel: string): string {
  return channel.includes('/') ? channel : `${channel}/stable`;
}

const systems: readonly string[] = ['ubuntu', 'centos', 'windows', 'osx', 'opensuse', 'genericlinux'];
const machineArchitectures: readonly string[] = ['amd64', 'arm64', 'armhf', 'i386', 'ppc64el', 'riscv64', 's390x'];
const aliases: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv8: 'arm64',
  armv7: 'armhf',
  arm: 'armhf',
  i686: 'i386',
  386: 'i386',
  ppc64le: 'ppc64el',
  riscv: 'riscv64',
};
