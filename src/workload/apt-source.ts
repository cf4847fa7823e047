/** A repository of packages that this charm adds to a machine. */
export interface AptSource {
  /** Stem of the names of its files, for example `docker`. */
  readonly name: string;
  /** `https:`, or `file:` for a repository on the machine. */
  readonly url: string;
  /** A code name such as `jammy`, or `/` for a flat repository, which has no components. */
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
