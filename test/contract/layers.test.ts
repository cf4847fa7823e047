import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** design: which room may import which. A room that is not listed may be imported by nobody. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  host: [],
  interfaces: [],
  juju: ['host', 'engine (types)'],
  workload: ['host', 'interfaces (types)'],
  worker: ['engine', 'host', 'juju', 'interfaces', 'workload'],
  main: ['engine', 'host', 'juju', 'interfaces', 'workload', 'worker'],
  simulator: [],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const imports = ['src', 'simulator'].flatMap(sources).flatMap(importsOf);

describe('the rooms', () => {
  it('import only what the design allows them', () => {
    const forbidden = imports.filter(({ from, to, isTypeOnly }) => {
      const [here, there] = [room(from), room(to)];
      const allowed = mayImport[here] ?? [];
      return here !== there && !allowed.includes(there) && !(isTypeOnly && allowed.includes(`${there} (types)`));
    });
    expect(forbidden.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('have no import cycles between files, of values or of types', () => {
    expect(cycles(imports)).toEqual([]);
  });

  it('are all seen by this test', () => {
    expect([...new Set(imports.map(({ from }) => room(from)))].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it('notice a forbidden import and a cycle', () => {
    const planted = importsOfText('src/engine/planted.ts', "import { x } from '../host/host.ts';");
    expect(planted).toEqual([{ from: 'src/engine/planted.ts', to: 'src/host/host.ts', isTypeOnly: false }]);
    const loop = [
      { from: 'a', to: 'b', isTypeOnly: false },
      { from: 'b', to: 'a', isTypeOnly: false },
    ];
    expect(cycles(loop)).toEqual(['a -> b -> a']);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name));
}

function importsOf(file: string): Import[] {
  return importsOfText(file, readFileSync(file, 'utf8'));
}

/** Every import, re-export and dynamic import of a project file. */
function importsOfText(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, isTypeOnly: boolean) => {
    if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return;
    found.push({ from: file, to: path.posix.join(path.posix.dirname(file), specifier.text), isTypeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function room(file: string): string {
  const [top, second = ''] = file.split('/');
  if (top === 'simulator') return 'simulator';
  return second === 'main.ts' ? 'main' : second;
}

function cycles(edges: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const found: string[] = [];
  const finished = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) found.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    if (finished.has(file) || trail.includes(file)) return;
    for (const each of next.get(file) ?? []) walk(each, [...trail, file]);
    finished.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}
