/**
 * What is wrong with constraints (`cores=2 mem=4G`), as Juju says it; null when nothing is.
 *
 * They have no effect here, but their form is Juju's.
 */
export function constraintsProblem(text: string): string | null {
  const seen = new Set<string>();
  for (const part of text.split(/\s+/u).filter((each) => each !== '')) {
    const [whole = '', name = '', value = ''] = /^([^=]+)=(.*)$/u.exec(part) ?? [];
    if (whole === '') return `malformed constraint "${part}"`;
    const isFit = kinds[name];
    if (isFit === undefined) return `unknown constraint "${name}"`;
    const [pattern, words] = isFit;
    if (value !== '' && !pattern.test(value)) return `bad "${name}" constraint: ${words}`;
    const meant = name === 'cpu-cores' ? 'cores' : name;
    if (seen.has(meant)) return `bad "${name}" constraint: already set`;
    seen.add(meant);
  }
  return null;
}

/** True when both ask for the same, in whatever order. */
export function areSameConstraints(a: string, b: string): boolean {
  const sorted = (text: string) =>
    text
      .split(/\s+/u)
      .filter((part) => part !== '')
      .sort()
      .join(' ');
  return sorted(a) === sorted(b);
}

const count = [/^\d+$/u, 'must be a non-negative integer'] as const;
const size = [/^\d+(\.\d+)?[MGTPEZY]?$/u, 'must be a non-negative float with optional M/G/T/P/E/Z/Y suffix'] as const;
const anything = [/^/u, ''] as const;
const kinds: Readonly<Record<string, readonly [RegExp, string]>> = {
  'allocate-public-ip': [/^(true|false)$/u, 'must be "true" or "false"'],
  arch: [/^(amd64|arm64|armhf|i386|ppc64el|riscv64|s390x)$/u, 'not recognized'],
  container: [/^(lxd|kvm|none)$/u, 'invalid container type'],
  cores: count,
  'cpu-cores': count,
  'cpu-power': count,
  'image-id': anything,
  'instance-role': anything,
  'instance-type': anything,
  mem: size,
  'root-disk': size,
  'root-disk-source': anything,
  spaces: anything,
  tags: anything,
  'virt-type': anything,
  zones: anything,
};
