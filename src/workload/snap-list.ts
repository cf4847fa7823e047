export interface InstalledSnap {
  readonly version: string;
  readonly revision: string;
  /** By whomever. */
  readonly isHeld: boolean;
}

/** The snaps in what `snap list` prints, by name. */
export function parseSnapList(text: string): Readonly<Record<string, InstalledSnap>> {
  // No cell has blanks in it, and none is empty: what there is nothing to say of is a dash.
  const rows = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/u));
  return Object.fromEntries(
    rows.flatMap(([name = '', version, revision, , , notes = '']) =>
      version === undefined || revision === undefined
        ? []
        : [[name, { version, revision, isHeld: notes.split(',').includes('held') }]],
    ),
  );
}
