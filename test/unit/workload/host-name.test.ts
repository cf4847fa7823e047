import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostNameProblem } from '../../../src/workload/host-name.ts';
import { renderDockercfg } from '../../../src/workload/registry/dockercfg.ts';
import { parseRegistryName } from '../../../src/workload/registry/registry-name.ts';

/** What kubernetes takes for the host of an Ingress, as its own source has it (IsDNS1123Subdomain). */
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/u;
/** Texts of letters that mean something to YAML, JSON, shells, templates and URLs, among those of names. */
const hostile = fc.string({
  unit: fc.constantFrom(...'ab-.0:/\\"\'{}[]$()&;|<>*?!#%@`~ \n\r\t\0,=+ÄA'),
  maxLength: 40,
});

describe('the name of a host', () => {
  it.each(['myregistry.company.com', 'a', 'xn--bcher-kva.example', '1.a', `${'a'.repeat(63)}.b`])(
    'may be %s',
    (name) => {
      expect(hostNameProblem(name)).toBeNull();
    },
  );

  it.each([
    ['', 'it is empty'],
    ['a..b', 'a dot begins it, ends it, or follows another dot'],
    ['a.', 'a dot begins it, ends it, or follows another dot'],
    ['A.b', 'it has other characters than a to z, 0 to 9, dots and dashes'],
    ['*.b', 'it has other characters than a to z, 0 to 9, dots and dashes'],
    ['-a.b', 'a part between dots begins or ends with a dash'],
    ['10.5.0.2', 'its last part is a number, as that of an address is'],
    [`${'a'.repeat(64)}.b`, 'a part between dots has more than 63 characters'],
    ['a.'.repeat(127), 'it has 254 characters, of at most 253'],
  ])('is not %j', (name, problem) => {
    expect(hostNameProblem(name)).toBe(problem);
  });

  it('is one that Kubernetes takes, whatever was given', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string(), fc.domain()), (text) => {
        if (hostNameProblem(text) === null) expect(text).toMatch(subdomain);
      }),
    );
  });
});

describe('the name of a registry', () => {
  it.each([
    ['myregistry.company.com:5000', null],
    ['localhost:5000', null],
    ['localhost', 'it has no dot, and docker would not take it for a registry'],
    ['a.b:0', 'what follows the colon is no port from 1 to 65535'],
    ['a.b:65536', 'what follows the colon is no port from 1 to 65535'],
    ['a.b:', 'what follows the colon is no port from 1 to 65535'],
    ['a.b:80:80', 'what follows the colon is no port from 1 to 65535'],
    ['user@a.b', 'it has other characters than a to z, 0 to 9, dots and dashes'],
    ['https://a.b', 'what follows the colon is no port from 1 to 65535'],
  ])('without an Ingress: %s', (text, problem) => {
    const parsed = parseRegistryName(text, { mayHavePort: true });
    expect(parsed.ok ? null : parsed.error).toBe(problem);
  });

  it('is never more than a name in the text that kubelet reads', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.domain()), fc.boolean(), (text, mayHavePort) => {
        const parsed = parseRegistryName(text, { mayHavePort });
        if (!parsed.ok) return;
        const auth = 'dXNlckE6cGFzc3dvcmRB';
        const read: unknown = JSON.parse(renderDockercfg(parsed.value.text, auth));
        expect(read).toEqual({ [text]: { auth, email: 'root@localhost' } });
      }),
    );
  });
});
