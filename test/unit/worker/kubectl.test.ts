import { describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../src/host/host.ts';
import { kubectlFailure, kubectlVersions } from '../../../src/worker/kubectl.ts';
import { aMachine } from '../host/stand-ins.ts';

const failed = (stderr: string, more: { readonly timedOut?: boolean; readonly isMissing?: boolean } = {}) =>
  new CommandFailed({
    argv: ['kubectl', 'get', 'node'],
    exitCode: 1,
    signal: null,
    durationMs: 1,
    timedOut: false,
    isMissing: false,
    stdout: '',
    stderr,
    ...more,
  });

describe('a failed kubectl', () => {
  it.each([
    ['The connection to the server 10.5.0.4:443 was refused - did you specify the right host or port?', 'unreachable'],
    ['Unable to connect to the server: dial tcp 10.5.0.4:443: i/o timeout', 'unreachable'],
    ['Error from server (InternalError): an error on the server has prevented the request', 'unreachable'],
    ['Error from server (NotFound): nodes "w1" not found', 'not-found'],
    ['Error from server (Conflict): the object has been modified', 'conflict'],
    ['Error from server (Forbidden): nodes "w1" is forbidden: User "x" cannot patch', 'forbidden'],
    ['error: You must be logged in to the server (Unauthorized)', 'forbidden'],
    ['error: unable to recognize "STDIN": no matches for kind "Ingress" in version "extensions/v1beta1"', 'refused'],
  ])('that says %s is one that was %s, in these words', (stderr, kind) => {
    expect(kubectlFailure(failed(`${stderr}\n`))).toEqual({ kind, words: stderr });
  });

  it('that did not end in time found nobody, and one that is not there says so', () => {
    expect(kubectlFailure(failed('', { timedOut: true })).kind).toBe('unreachable');
    expect(kubectlFailure(failed('', { isMissing: true })).kind).toBe('no-kubectl');
  });

  it('is told by the line that says what is in the way, cut to 200 characters', () => {
    const { words } = kubectlFailure(
      failed(`error: cannot delete pods: ${'a, '.repeat(200)}\nThere are pending nodes\n`),
    );
    expect(words).toMatch(/^error: cannot delete pods: a, .*\.\.\.$/u);
    expect(words).toHaveLength(200);
  });
});

describe('the versions that kubectl tells', () => {
  it.each([
    [
      '{"clientVersion":{"gitVersion":"v1.32.4"},"serverVersion":{"gitVersion":"v1.10.2"}}',
      { client: { major: 1, minor: 32, patch: 4 }, server: { major: 1, minor: 10, patch: 2 } },
    ],
    ['{"clientVersion":{"gitVersion":"v1.20.2"}}', { client: { major: 1, minor: 20, patch: 2 }, server: null }],
    ['no JSON', { client: null, server: null }],
  ])('are read from %s', async (answer, versions) => {
    const { machine, script } = aMachine();
    script('kubectl', `printf '%s' '${answer}'`);
    expect(await kubectlVersions(machine)).toEqual(versions);
  });
});
