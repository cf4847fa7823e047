import { err, ok } from '../../host/host.ts';
import type { OsRelease, Result } from '../../host/host.ts';
import type { AptSource } from '../apt-source.ts';
import { parseDebLine } from '../deb-line.ts';
import { quoted } from '../option-invalid.ts';
import type { OptionInvalid } from '../option-invalid.ts';
import { isVersion, packageSpec, parsePackageSpec } from '../package-spec.ts';
import type { PackageSpec } from '../package-spec.ts';
import { parseRuntimeOption } from './runtime-kind.ts';
import type { RuntimeKind } from './runtime-kind.ts';

/** The options of the container runtime, as they are written. */
export interface RuntimeOptionTexts {
  readonly docker_runtime: string;
  readonly 'docker-ce-package': string;
  readonly 'nvidia-docker-package': string;
  readonly 'nvidia-container-runtime-package': string;
  readonly docker_runtime_repo: string;
  readonly docker_runtime_key_url: string;
  readonly docker_runtime_key_fingerprint: string;
  readonly docker_runtime_package: string;
}

/** What an operator wants of the container runtime; a pin is null where the charm chooses. */
export interface RuntimeOptions {
  readonly kind: RuntimeKind | 'auto';
  readonly pins: RuntimePins;
  /** Null for every kind but `custom`: its options are not looked at. */
  readonly custom: CustomRuntime | null;
}

export interface RuntimePins {
  readonly dockerCe: PackageSpec | null;
  readonly nvidiaDocker: PackageSpec | null;
  readonly nvidiaRuntime: PackageSpec | null;
}

export interface CustomRuntime {
  readonly source: AptSource;
  readonly packages: readonly PackageSpec[];
}

/** The options read, or the first of them that does not parse. */
export function parseRuntimeOptions(
  texts: RuntimeOptionTexts,
  machine: { readonly architecture: string; readonly release: OsRelease },
): Result<RuntimeOptions, OptionInvalid> {
  const kind = parseRuntimeOption(texts.docker_runtime);
  if (!kind.ok) return kind;
  const pin = (option: keyof RuntimeOptionTexts & `${string}-package`, about: readonly string[]) =>
    parsePackageSpec(option, texts[option], about);
  const dockerCe = pin('docker-ce-package', ['docker-ce']);
  if (!dockerCe.ok) return dockerCe;
  const nvidiaDocker = pin('nvidia-docker-package', ['nvidia-docker2']);
  if (!nvidiaDocker.ok) return nvidiaDocker;
  const nvidiaRuntime = pin('nvidia-container-runtime-package', [
    'nvidia-container-toolkit',
    'nvidia-container-runtime',
  ]);
  if (!nvidiaRuntime.ok) return nvidiaRuntime;
  const pins = { dockerCe: dockerCe.value, nvidiaDocker: nvidiaDocker.value, nvidiaRuntime: nvidiaRuntime.value };
  if (kind.value !== 'custom') return ok({ kind: kind.value, pins, custom: null });
  const custom = parseCustom(texts, machine);
  return custom.ok ? ok({ kind: 'custom', pins, custom: custom.value }) : custom;
}

/** The package of the driver that `nvidia-driver-package` pins; null where the charm chooses. */
export function parseDriverPackage(text: string): Result<PackageSpec | null, OptionInvalid> {
  // Names carry the driver's branch, such as cuda-drivers-535: any of the family is about the driver.
  const name = packageSpec(text.trim())?.name ?? '';
  const about = driverFamily.test(name) ? [name] : ['cuda-drivers', 'cuda-drivers-535'];
  return parsePackageSpec('nvidia-driver-package', text, about);
}

/** True where Ubuntu's own archive has the family of a driver's package: those that carry their branch, not CUDA's. */
export function isOfUbuntu({ name }: Pick<PackageSpec, 'name'>): boolean {
  return ubuntuFamily.test(name);
}

/** Null unless `cuda_repo` is neither `auto` nor a version: the charm adds the repository by itself. */
export function cudaRepoProblem(text: string): OptionInvalid | null {
  const asked = text.trim();
  if (asked === '' || asked === 'auto' || isVersion(asked)) return null;
  const problem = `${quoted(asked)} is no version`;
  return { option: 'cuda_repo', problem, accepted: 'auto, or a version such as 9.1.85-1' };
}

function parseCustom(
  texts: RuntimeOptionTexts,
  { architecture, release }: { readonly architecture: string; readonly release: OsRelease },
): Result<CustomRuntime, OptionInvalid> {
  const lacking = customOptions.filter(({ option }) => texts[option].trim() === '');
  const [first] = lacking;
  if (first !== undefined) {
    const names = lacking.map(({ option }) => option).join(', ');
    const problem = lacking.length === 1 ? 'it is empty' : `${names} are empty`;
    return err({ option: first.option, problem: `docker_runtime is custom, and ${problem}`, accepted: first.accepted });
  }
  const codename = release.codename ?? '';
  const place = parseDebLine('docker_runtime_repo', texts.docker_runtime_repo, { architecture, codename });
  if (!place.ok) return place;
  const url = texts.docker_runtime_key_url.trim();
  if (!/^(?:https:\/\/[^\s/@]+\/\S+|file:\/\S+)$/u.test(url))
    return invalid('docker_runtime_key_url', 'it is no such URL');
  const fingerprint = texts.docker_runtime_key_fingerprint.replace(/[\s:]/gu, '').toUpperCase();
  if (!/^[0-9A-F]{40}$/u.test(fingerprint)) {
    return invalid('docker_runtime_key_fingerprint', `it has ${fingerprint.length} digits, or others than hexadecimal`);
  }
  const words = texts.docker_runtime_package.split(/[\s,]+/u).filter((word) => word !== '');
  const packages: PackageSpec[] = [];
  for (const word of words) {
    const spec = packageSpec(word);
    if (spec === null) return invalid('docker_runtime_package', `${quoted(word)} is no package of apt`);
    packages.push(spec);
  }
  return ok({ source: { ...place.value, name: 'custom', key: { url, fingerprint } }, packages });
}

function invalid(
  option: (typeof customOptions)[number]['option'],
  problem: string,
): { readonly ok: false; readonly error: OptionInvalid } {
  return err({ option, problem, accepted: customOptions.find((each) => each.option === option)?.accepted ?? '' });
}

const customOptions = [
  {
    option: 'docker_runtime_repo',
    accepted: 'a source such as deb [arch={ARCH}] https://apt.example.com/ubuntu {CODE} stable',
  },
  { option: 'docker_runtime_key_url', accepted: 'an https: or file: URL' },
  { option: 'docker_runtime_key_fingerprint', accepted: '40 hexadecimal digits' },
  { option: 'docker_runtime_package', accepted: 'packages separated by blanks, each NAME or NAME=VERSION' },
] as const;

/** Source: https://docs.nvidia.com/datacenter/tesla/driver-installation-guide/ (Ubuntu: names of the metapackages) */
const driverFamily = /^(?:cuda-drivers|nvidia-driver|nvidia-headless|nvidia-open)(?:-[a-z0-9-]+)?$/u;

/** Source: https://packages.ubuntu.com/source/jammy-updates/nvidia-graphics-drivers-535-server (names of its packages) */
const ubuntuFamily = /^nvidia-(?:driver|headless(?:-no-dkms)?)-\d+(?:-server)?(?:-open)?$/u;
