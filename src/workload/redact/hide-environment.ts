/**
 * What `kubectl cluster-info dump` or `kubectl describe pods` printed, with `***` for every value that a pod's
 * environment has in plain text, and without annotations that repeat what was applied. Names stay, and so do references
 * to Secrets, which say nothing of their content.
 */
export function withoutEnvironment(printed: string): string {
  return /^\{$/mu.test(printed) ? dumpWithout(printed) : describedWithout(printed);
}

/** Documents of JSON, each between lines that are a bracket alone, and logs, each between two lines that say so. */
function dumpWithout(dump: string): string {
  const shown: string[] = [];
  let document: string[] | null = null;
  let isLog = false;
  for (const line of dump.split('\n')) {
    if (document === null && /^==== (?:START|END) logs /u.test(line)) isLog = line.startsWith('==== START');
    if (!isLog && document === null && line === '{') document = [];
    if (document === null) shown.push(line);
    else document.push(line);
    if (document !== null && line === '}') {
      shown.push(documentWithout(document.join('\n')));
      document = null;
    }
  }
  // The end of a document is missing where kubectl was stopped.
  return [...shown, ...(document === null ? [] : [leftOut])].join('\n');
}

function documentWithout(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text, hidden), null, 4);
  } catch {
    return leftOut;
  }
}

function hidden(key: string, value: unknown): unknown {
  if (key === 'kubectl.kubernetes.io/last-applied-configuration') return '***';
  if (key !== 'env' || !Array.isArray(value)) return value;
  return value.map((each: unknown) => (isRecord(each) && 'value' in each ? { ...each, value: '***' } : each));
}

/**
 * Lines below `Environment:` that are further in, each `NAME:  VALUE`; a value in angle brackets or behind a version refers.
 * A value of several lines goes on further in than names are, and may have empty lines.
 */
function describedWithout(text: string): string {
  let depth: number | null = null;
  let nameDepth: number | null = null;
  const lines = text.split('\n').map((line) => {
    const indent = line.length - line.trimStart().length;
    if (line.trim() === '') return line;
    if (depth !== null && indent <= depth) depth = null;
    if (depth === null) {
      nameDepth = null;
      if (/^\s*Environment:\s*$/u.test(line)) depth = indent;
      return line;
    }
    nameDepth ??= indent;
    const [, name, value = ''] = /^(\s+[^\s:]+:)(.*)$/u.exec(line) ?? [];
    if (name === undefined || indent > nameDepth) return '***';
    return /^\s*(?:<set to the key |\(v\d|$)/u.test(value) ? line : `${name}  ***`;
  });
  return lines.join('\n');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const leftOut = '(a document that could not be read was left out)';
