import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loginsToLeave, loginsToMake, parseDockerLogins } from '../../../src/workload/docker-logins.ts';
import type { DockerLogin } from '../../../src/workload/docker-logins.ts';

const entry = { server: 'registry.example:5000', username: 'me', password: 'hush hush' };
const revealed = (logins: readonly DockerLogin[]) =>
  logins.map(({ server, username, password }) => ({ server, username, password: password.reveal() }));
const parsed = (...entries: readonly object[]) => {
  const logins = parseDockerLogins(JSON.stringify(entries));
  return logins.ok ? logins.value : [];
};

describe('docker-logins', () => {
  it.each(['[]', '', ' \n'])('%j names no registry', (text) => {
    expect(parseDockerLogins(text)).toEqual({ ok: true, value: [] });
  });

  it('keeps the order, and of entries for one server the last', () => {
    const [a, b] = [
      { ...entry, server: 'a' },
      { ...entry, server: 'b' },
    ];
    expect(revealed(parsed({ ...a, password: 'old' }, b, a))).toEqual([b, a]);
  });

  it('hides the password wherever it is printed', () => {
    expect(JSON.stringify(parsed(entry)) + String(parsed(entry)[0]?.password)).not.toContain('hush');
  });

  it.each([
    ['{', 'it is not a JSON array'],
    ['{"server": "hush"}', 'it is not a JSON array'],
    ['null', 'it is not a JSON array'],
    ['["hush"]', 'entry 1 is no object'],
    [JSON.stringify([entry, { ...entry, password: '' }]), 'entry 2 has no valid password'],
    [JSON.stringify([{ ...entry, password: 5 }]), 'entry 1 has no valid password'],
    [JSON.stringify([{ ...entry, server: 'hush hush' }]), 'entry 1 has no valid server'],
    [JSON.stringify([{ ...entry, server: '--config=hush' }]), 'entry 1 has no valid server'],
    [JSON.stringify([{ ...entry, username: '' }]), 'entry 1 has no valid username'],
    [JSON.stringify([{ password: 'hush' }]), 'entry 1 has no valid server, username'],
  ])('%s is refused without repeating any of it', (text, problem) => {
    const result = parseDockerLogins(text);
    expect(result.ok ? null : result.error).toMatchObject({ option: 'docker-logins', problem });
    expect(JSON.stringify(result)).not.toContain('hush');
  });

  it('comes back from the JSON it was written as', () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9.:/-]{0,20}$/u);
    const login = fc.record({ server: word, username: word, password: fc.string({ minLength: 1 }) });
    fc.assert(
      fc.property(fc.uniqueArray(login, { selector: ({ server }) => server }), (logins) => {
        expect(revealed(parsed(...logins))).toEqual(logins);
      }),
    );
  });
});

describe('the changes of registry logins', () => {
  const digestOf = ({ username, password }: DockerLogin) => `digest of ${username} ${password.reveal()}`;
  const facts = { digestOf, isKept: (server: string) => server !== 'lost' };
  const applied = { kept: 'digest of me one', altered: 'digest of me one', lost: 'digest of me one', gone: 'x' };
  const wanted = parsed(
    { server: 'kept', username: 'me', password: 'one' },
    { server: 'altered', username: 'me', password: 'two' },
    { server: 'lost', username: 'me', password: 'one' },
    { server: 'constructor', username: 'me', password: 'one' },
  );

  it('log in where credentials differ, are new, or were lost by docker', () => {
    const servers = loginsToMake(applied, wanted, facts).map(({ server }) => server);
    expect(servers).toEqual(['altered', 'lost', 'constructor']);
  });

  it('log out where credentials are gone', () => {
    expect(loginsToLeave(applied, wanted)).toEqual(['gone']);
  });
});
