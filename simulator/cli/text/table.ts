/** A section of `juju status`: a heading and rows, all of the same length. */
export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Headings of columns that are aligned to the right. */
  readonly rightAligned?: readonly string[];
}

/** A text, or one that is shown in another way than it is measured. */
export type Cell = string | { readonly text: string; readonly shown: string };

/**
 * The lines of the table: cells are as wide as the widest of their column, with two blanks between.
 *
 * The last column is not padded, but the one before it is: a row whose last cell is empty ends in blanks, as in Juju.
 */
export function tableLines({ headings, rows, rightAligned = [] }: Table): string[] {
  const all: readonly (readonly Cell[])[] = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => [...textOf(row[column])].length)));
  const lineOf = (row: readonly Cell[]) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - [...textOf(cell)].length);
        if (column === row.length - 1) return shownOf(cell);
        return rightAligned.includes(headings[column] ?? '')
          ? `${padding}${shownOf(cell)}  `
          : `${shownOf(cell)}${padding}  `;
      })
      .join('');
  return all.map(lineOf);
}

function textOf(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : (cell?.text ?? '');
}

function shownOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.shown;
}
