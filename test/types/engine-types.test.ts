import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const fixtures = ['engine-handlers.ts', 'engine-conditions.ts'].map((name) => path.join(folder, name));
const options = projectOptions();

describe('the compiler', () => {
  it('refuses every fixture line that is meant to be refused, and takes all others', () => {
    expect(problemsIn(fixtures, (_, text) => text)).toEqual([]);
  });

  it.each(fixtures.map((file) => [path.basename(file), file] as const))(
    'is what refuses: without its directives, %s has an error for each of them',
    (_, file) => {
      const directive = /@ts-expect-error/gu;
      const expected = [...readFileSync(file, 'utf8').matchAll(directive)].length;
      const found = problemsIn([file], (_name, text) => text.replaceAll(directive, 'expect-error'));
      expect(expected).toBeGreaterThan(10);
      expect(found.length).toBeGreaterThanOrEqual(expected);
    },
  );
});

/** What the compiler says of files, whose text may be changed before it sees them. */
function problemsIn(files: readonly string[], seen: (file: string, text: string) => string): readonly string[] {
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  const given = files.map((file) => path.normalize(file));
  host.getSourceFile = (file, language) => {
    const text = readFile(file);
    if (text === undefined) return undefined;
    return ts.createSourceFile(file, given.includes(path.normalize(file)) ? seen(file, text) : text, language);
  };
  const program = ts.createProgram([...files], options, host);
  return ts.getPreEmitDiagnostics(program).map((problem) => {
    const line = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0).line ?? -1;
    const text = ts.flattenDiagnosticMessageText(problem.messageText, ' ');
    return `${path.basename(problem.file?.fileName ?? '')}:${line + 1} ${text}`;
  });
}

/** The options that the charm itself is compiled with. */
function projectOptions(): ts.CompilerOptions {
  const root = path.join(folder, '..', '..');
  const read = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  return ts.parseJsonConfigFileContent(read.config, ts.sys, root).options;
}
