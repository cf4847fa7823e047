/** A repository of packages that this charm adds to a machine. */
export interface AptSource {
  /** Stem of the names of its files, for example `docker`. */
  readonly name: string;
  /** `https:`, or `file:` for a repository on the machine. */
  readonly url: string;
  /** A code name such as `jammy`, or one that ends with a slash, such as `/`, which has no components. */
  readonly suite: string;
  readonly components: readonly string[];
  /** dpkg's names; empty: the machine's own. */
  readonly architectures: readonly string[];
  readonly key: {
    readonly url: string;
    /** 40 hexadecimal digits in upper case. Only this key may sign the repository. */
    readonly fingerprint: string;
  };
}

/** Where apt finds the key of the source: a keyring of its own, so that the key is good for no other repository. */
export function keyringPath({ name }: Pick<AptSource, 'name'>): string {
  return `/etc/apt/keyrings/kubernetes-worker-${name}.gpg`;
}

/** Where apt finds the source. */
export function listPath({ name }: Pick<AptSource, 'name'>): string {
  return `/etc/apt/sources.list.d/kubernetes-worker-${name}.list`;
}

/**
 * The bytes of the source's list.
 *
 * Source: https://manpages.debian.org/bookworm/apt/sources.list.5.en.html
 */
export function renderAptList(source: AptSource): string {
  const { url, suite, components, architectures } = source;
  const options = [
    ...(architectures.length === 0 ? [] : [`arch=${architectures.join(',')}`]),
    `signed-by=${keyringPath(source)}`,
  ];
  const line = ['deb', `[${options.join(' ')}]`, url, suite, ...components].join(' ');
  return `# Written by the kubernetes-worker charm; changes are overwritten.\n${line}\n`;
}

/**
 * True for a list that the charm of 2018 left for its runtimes: nothing but lines for the repositories that it used.
 *
 * Its keys are in apt's global keyring, so that such a list trusts too much even where its repository still exists.
 */
export function isListOf2018(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every((line) => lineOf2018.test(line.trim()));
}

const lineOf2018 =
  /^deb (?:\[arch=[a-z0-9]+\] )?https:\/\/(?:apt\.dockerproject\.org\/repo|download\.docker\.com\/linux\/ubuntu|nvidia\.github\.io\/(?:libnvidia-container|nvidia-container-runtime|nvidia-docker)\/ubuntu[0-9.]+\/[a-z0-9]+) (?:[\w-]+ (?:main|stable)|\/)$/u;
