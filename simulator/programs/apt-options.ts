/** How apt-get was called. */
export interface AptOptions {
  readonly verb: string;
  /** What follows the verb. */
  readonly words: readonly string[];
  readonly isYes: boolean;
  readonly isSimulated: boolean;
  readonly isVersion: boolean;
  readonly isAutoRemove: boolean;
  readonly isPurge: boolean;
  readonly isReinstall: boolean;
  readonly onlyUpgrade: boolean;
  readonly allowsDowngrades: boolean;
  readonly allowsHeld: boolean;
}

/** The arguments read, or what apt says of one that it does not know. */
export function readAptOptions(argv: readonly string[]): AptOptions | { readonly problem: string } {
  const isValue = (index: number) => argv[index - 1] === '-o' || argv[index - 1] === '--option';
  const options = argv.filter((arg, index) => arg.startsWith('-') && !isValue(index));
  const [verb = '', ...words] = argv.filter((arg, index) => !arg.startsWith('-') && !isValue(index));
  const unknown = options.find((option) => !knownOption.test(option));
  if (unknown !== undefined)
    return { problem: `E: Command line option ${unknown} is not understood in combination with the other options` };
  const has = (...names: readonly string[]) => options.some((option) => names.includes(option));
  return {
    verb,
    words,
    isYes: has('-y', '--yes', '--assume-yes', '-qy', '-yq', '-qqy', '-yqq'),
    isSimulated: has('-s', '--simulate', '--dry-run', '--just-print', '--no-act'),
    isVersion: has('--version', '-v'),
    isAutoRemove: has('--auto-remove', '--autoremove'),
    isPurge: has('--purge'),
    isReinstall: has('--reinstall'),
    onlyUpgrade: has('--only-upgrade'),
    allowsDowngrades: has('--allow-downgrades', '--force-yes'),
    allowsHeld: has('--allow-change-held-packages', '--force-yes'),
  };
}

const knownOption =
  /^(?:-[yqf]|-qq|-qy|-yq|-qqy|-yqq|-s|-v|-o|--option|--yes|--assume-yes|--quiet|--no-install-recommends|--install-recommends|--allow-downgrades|--allow-change-held-packages|--force-yes|--auto-remove|--autoremove|--purge|--reinstall|--only-upgrade|--simulate|--dry-run|--just-print|--no-act|--version|--fix-broken|--option=.+|-o=?\S+)$/u;
