/** The flags during one dispatch. */
export interface FlagBoard<F extends string> {
  readonly isSet: (flag: F) => boolean;
  /** The flag is as asked for; true if it was not before. */
  readonly put: (flag: F, isSet: boolean) => boolean;
  /** The flags that changed since this was last asked, also those that changed back. */
  readonly takeChanges: () => ReadonlySet<F>;
  /** The flags that are set: sorted, or in the order of the beginning while they are the same. */
  readonly list: () => readonly F[];
}

/** A board on which the stored flags are set, those that no longer exist apart. */
export function createFlagBoard<F extends string>(stored: readonly string[], known: readonly F[]): FlagBoard<F> {
  const first = stored.flatMap((flag) => known.filter((each) => each === flag));
  const now = new Set(first);
  const atFirst = new Set(first);
  let changes = new Set<F>();
  return {
    isSet: (flag) => now.has(flag),
    put: (flag, isSet) => {
      if (now.has(flag) === isSet) return false;
      if (isSet) now.add(flag);
      else now.delete(flag);
      changes.add(flag);
      return true;
    },
    takeChanges: () => {
      const taken = changes;
      changes = new Set();
      return taken;
    },
    list: () => {
      const isAsAtFirst = now.size === atFirst.size && [...now].every((flag) => atFirst.has(flag));
      return isAsAtFirst ? [...first] : [...now].sort();
    },
  };
}
