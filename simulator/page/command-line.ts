/** The command as one line; values that hook tools hand to Juju are `***`, since any of them may be secret. */
export function commandLine(argv: readonly string[]): string {
  const [program = '', ...rest] = argv;
  const name = program.split('/').at(-1) ?? program;
  const shown = givesValues.has(name) ? rest.map(withoutValue) : rest;
  const line = [program, ...shown].map(quoted).join(' ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function withoutValue(text: string): string {
  return text.startsWith('-') ? text : text.replace(/^([^=]*=).+$/s, '$1***');
}

function quoted(text: string): string {
  return text === '' || /[\s'"]/.test(text) ? JSON.stringify(text) : text;
}

const givesValues = new Set(['action-set', 'leader-set', 'relation-set', 'secret-add', 'secret-set', 'state-set']);

const longest = 300;
