import { isMap, isScalar } from 'yaml';
import type { Document, LineCounter, Pair } from 'yaml';
import { applicationSchema, bundleSchema, machineSchema, saasSchema } from './schema.ts';

/** A key of a bundle that Juju has no field for. */
export interface UnknownField {
  readonly line: number;
  readonly field: string;
  /** Where Juju looked for it: `bundle`, `applications`, `machines` or `saas`. */
  readonly section: string;
  /** The application, machine or saas in question; null for the bundle itself. */
  readonly owner: string | null;
}

/** The unknown fields of a document by their lines. */
export function unknownFields(document: Document, lines: LineCounter): readonly UnknownField[] {
  const found: UnknownField[] = [];
  const look = (node: unknown, known: Readonly<Record<string, unknown>>, section: string, owner: string | null) => {
    for (const pair of pairsOf(node)) {
      const field = keyOf(pair);
      if (Object.hasOwn(known, field) || field === '<<') continue;
      found.push({ line: lineOf(pair, lines), field, section, owner });
    }
  };
  look(document.contents, { ...bundleSchema.shape, services: true }, 'bundle', null);
  for (const pair of pairsOf(document.contents)) {
    const bodies = sections[keyOf(pair)];
    if (bodies === undefined) continue;
    for (const body of pairsOf(pair.value)) look(body.value, bodies.known, bodies.section, keyOf(body));
  }
  return found.sort((a, b) => a.line - b.line);
}

/** What Juju's parser says of them, as `juju deploy --dry-run` prints it. */
export function unmarshalError(index: number, fields: readonly UnknownField[]): string {
  const lines = fields.map(({ line, field, section }) => `  line ${line}: field ${field} not found in ${section}`);
  return [`unmarshal document ${index}: yaml: unmarshal errors:`, ...lines].join('\n');
}

const sections: Readonly<
  Record<string, { readonly section: string; readonly known: Readonly<Record<string, unknown>> }>
> = {
  applications: { section: 'applications', known: applicationSchema.shape },
  services: { section: 'applications', known: applicationSchema.shape },
  machines: { section: 'machines', known: machineSchema.shape },
  saas: { section: 'saas', known: saasSchema.shape },
};

function pairsOf(node: unknown): readonly Pair[] {
  return isMap(node) ? node.items : [];
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function lineOf({ key }: Pair, lines: LineCounter): number {
  return isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 0;
}
