import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';
import { ToolFailed } from './flags.ts';
import { fileProblem } from './format/go-text.ts';
import type { ToolCall } from './tool.ts';

/**
 * What `--file` names: a map of texts in the file's first YAML document; `-` is standard input.
 *
 * @throws ToolFailed when there is no such file, or something else in it
 */
export async function readSettings(
  file: string,
  call: Pick<ToolCall, 'cwd' | 'stdin'>,
): Promise<Record<string, string>> {
  if (file === '-') return parseSettings(await call.stdin());
  const target = path.resolve(call.cwd, file);
  return parseSettings(
    await readFile(target, 'utf8').catch((error: unknown) => {
      throw new ToolFailed(fileProblem(error, target));
    }),
  );
}

/** The map of texts that a YAML text is; scalars are taken as they are written. @throws ToolFailed */
export function parseSettings(text: string): Record<string, string> {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter,
  });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined || document.contents === null) return {};
  const [problem] = document.errors;
  const lineOf = (offset: number) => lineCounter.linePos(offset).line;
  if (problem !== undefined) throw new ToolFailed(`yaml: line ${lineOf(problem.pos[0])}: ${problem.message}`);
  return textsOf(document, lineOf);
}

interface Piece {
  readonly text: string | null;
  readonly kind: string;
  readonly offset: number;
}

function textsOf(document: Document.Parsed, lineOf: (offset: number) => number): Record<string, string> {
  const { contents } = document;
  const refused = ({ kind, offset }: Piece, wanted: string) =>
    `  line ${lineOf(offset)}: cannot unmarshal ${kind} into ${wanted}`;
  if (!isMap(contents)) {
    const piece = pieceOf(contents, document);
    if (piece.text === '') return {};
    throw new ToolFailed(`yaml: unmarshal errors:\n${refused(piece, 'map[string]string')}`);
  }
  const texts: Record<string, string> = {};
  const problems: string[] = [];
  for (const { key, value } of contents.items) {
    const pieces = [pieceOf(key, document), pieceOf(value, document)];
    problems.push(...pieces.filter(({ text }) => text === null).map((piece) => refused(piece, 'string')));
    texts[pieces[0]?.text ?? ''] = pieces[1]?.text ?? '';
  }
  if (problems.length > 0) throw new ToolFailed(`yaml: unmarshal errors:\n${problems.join('\n')}`);
  return texts;
}

/** A scalar's text; nothing for YAML's null. A collection has none. */
function pieceOf(node: unknown, document: Document.Parsed): Piece {
  const found = isAlias(node) ? node.resolve(document) : node;
  if (isScalar(found)) {
    const source = typeof found.value === 'string' ? found.value : '';
    const isNull = found.type === 'PLAIN' && ['', '~', 'null', 'Null', 'NULL'].includes(source);
    const excerpt = source.length > 10 ? `${source.slice(0, 7)}...` : source;
    return { text: isNull ? '' : source, kind: `!!str \`${excerpt}\``, offset: found.range?.[0] ?? 0 };
  }
  if (isMap(found)) return { text: null, kind: '!!map', offset: found.range?.[0] ?? 0 };
  if (isSeq(found)) return { text: null, kind: '!!seq', offset: found.range?.[0] ?? 0 };
  return { text: '', kind: '!!null', offset: 0 };
}
