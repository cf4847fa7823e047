import type { Answer, ProgramCall } from '../contract.ts';
import { onDisk, refused, said, shownPath } from './answers.ts';
import { readMachineFile } from './machine-files.ts';
import { stateOf } from './state.ts';

/**
 * `snap ack FILE`: snapd knows the stores and accounts of the assertions in the file.
 *
 * Signatures have to be there and are not checked. A store needs the account of its operator, in the file or before.
 * Source: https://ubuntu.com/core/docs/reference/assertions/store and snapd, asserts/asserts.go
 */
export function ackFile({ machine, cwd }: ProgramCall, args: readonly string[]): Answer {
  const [file, ...more] = args;
  if (file === undefined || more.length > 0)
    return refused(1, 'error: the required argument `<assertion file>` was not provided');
  const text = readMachineFile(machine, onDisk(machine, file, cwd));
  if (text === null) return refused(1, `error: open ${shownPath(machine, file)}: no such file or directory`);
  const read = assertionsIn(text);
  if ('problem' in read) return refused(1, `error: cannot assert: ${read.problem}`);
  const { snapd } = stateOf(machine);
  const ofType = (type: string) => read.assertions.filter((headers) => headers['type'] === type);
  const accounts = [...snapd.accounts, ...ofType('account').map((headers) => headers['account-id'] ?? '')];
  for (const { store = '', 'operator-id': operator = '' } of ofType('store')) {
    if (!accounts.includes(operator))
      return refused(
        1,
        `error: cannot assert: store assertion "${store}" does not have a matching account assertion for the operator "${operator}"`,
      );
  }
  snapd.accounts = [...new Set(accounts)].sort();
  for (const { store = '', url = '' } of ofType('store')) snapd.stores[store] = url;
  return said();
}

type Headers = Readonly<Record<string, string>>;

/** Headers, an empty line, sometimes a body and an empty line, then a signature. */
function assertionsIn(text: string): { readonly assertions: readonly Headers[] } | { readonly problem: string } {
  const problem = (words: string) => ({ problem: `cannot decode request body into assertions: ${words}` });
  const assertions: Headers[] = [];
  const parts = text.split(/\n\n+/u).map((part) => part.trim());
  if (text.trim() === '') return problem('EOF');
  for (let index = 0; index < parts.length && parts[index] !== ''; index += 1) {
    const headers = headersIn(parts[index] ?? '');
    if (headers === null) return problem("parsing assertion headers: header entry missing ':' separator");
    const missing = ['type', 'authority-id', 'sign-key-sha3-384'].find((name) => headers[name] === undefined);
    if (missing !== undefined) return problem(`assertion: "${missing}" header is mandatory`);
    if (headers['body-length'] !== undefined && headers['body-length'] !== '0') index += 1;
    index += 1;
    if (!/^[A-Za-z0-9+/=\s]{20,}$/u.test(parts[index] ?? ''))
      return problem('assertion content/signature separator not found');
    assertions.push(headers);
  }
  return { assertions };
}

function headersIn(part: string): Headers | null {
  const headers: Record<string, string> = {};
  for (const line of part.split('\n')) {
    // Lists and texts of several lines are indented.
    if (/^\s/u.test(line)) continue;
    const [, name, value = ''] = /^([a-z][a-z0-9-]*):(?: (.*))?$/u.exec(line) ?? [];
    if (name === undefined) return null;
    headers[name] = value;
  }
  return headers;
}
