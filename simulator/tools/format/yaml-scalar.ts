import { isYamlWord } from './yaml-words.ts';

/** How a text is written in block context. */
export type ScalarStyle = 'double' | 'literal' | 'plain' | 'single';

/** The style that Juju's YAML writer chooses for a text; a key is on one line. */
export function scalarStyle(text: string, isKey: boolean): ScalarStyle {
  const seen = inspect(text);
  if (text.includes('\n')) return seen.isLiteral && !isKey ? 'literal' : 'double';
  if (isYamlWord(text) || (isKey && seen.hasBreaks)) return 'double';
  if (seen.isPlain) return 'plain';
  return seen.isSingle ? 'single' : 'double';
}

/** Whether the writer prints the character as it is; signs beyond the first plane it does not. */
export function isPrintable(sign: string): boolean {
  return /^[\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/u.test(sign);
}

interface Seen {
  readonly isPlain: boolean;
  readonly isSingle: boolean;
  readonly isLiteral: boolean;
  readonly hasBreaks: boolean;
}

function inspect(text: string): Seen {
  const isSpecial = [...text].some((sign) => !isPrintable(sign));
  const isUnquotable = isSpecial || / [\n\x85\u2028\u2029]/u.test(text);
  const hasBreakSpace = /[\n\x85\u2028\u2029] /u.test(text);
  const hasBreaks = /[\r\n\x85\u2028\u2029]/u.test(text);
  const hasEdgeSpace = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/u.test(text);
  return {
    isPlain: !isUnquotable && !hasBreaks && !hasEdgeSpace && !hasIndicator(text),
    isSingle: !isUnquotable && !hasBreakSpace,
    isLiteral: !isUnquotable && !text.endsWith(' '),
    hasBreaks,
  };
}

/** Characters that mean something where a plain scalar of a block stands. */
function hasIndicator(text: string): boolean {
  return (
    /^(?:---|\.\.\.)/u.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/u.test(text) ||
    /^[-?:](?: |$)/u.test(text) ||
    /:(?: |$)/u.test(text) ||
    / #/u.test(text)
  );
}
