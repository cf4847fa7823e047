import * as z from 'zod';

export interface TableLook {
  readonly isWide: boolean;
  readonly hasHeadings: boolean;
  /** A first column with the namespace of each object. */
  readonly hasNamespaces: boolean;
}

/** What the API says is to be shown of objects, in columns of at least six characters; null where there is no object. */
export function printTable(answer: unknown, { isWide, hasHeadings, hasNamespaces }: TableLook): string | null {
  const table = tableSchema.parse(answer);
  if (table.rows.length === 0) return null;
  const shown = table.columnDefinitions.flatMap(({ name, priority }, index) =>
    priority === 0 || isWide ? [{ name: name.toUpperCase(), index }] : [],
  );
  const rows = table.rows.map(({ cells, object }) => [
    ...(hasNamespaces ? [object.metadata.namespace ?? ''] : []),
    ...shown.map(({ index }) => textOf(cells[index])),
  ]);
  const headings = [...(hasNamespaces ? ['NAMESPACE'] : []), ...shown.map(({ name }) => name)];
  const lines = hasHeadings ? [headings, ...rows] : rows;
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map(
      (line) =>
        `${line.map((cell, column) => (column === line.length - 1 ? cell : cell.padEnd(Math.max(6, (widths[column] ?? 0) + 3)))).join('')}\n`,
    )
    .join('');
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '<none>';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

const tableSchema = z.looseObject({
  columnDefinitions: z.array(z.looseObject({ name: z.string(), priority: z.number() })),
  rows: z.array(
    z.looseObject({
      cells: z.array(z.unknown()),
      object: z.looseObject({ metadata: z.looseObject({ namespace: z.string().optional() }) }),
    }),
  ),
});
