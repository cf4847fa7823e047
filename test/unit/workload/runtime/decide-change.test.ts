import { describe, expect, it } from 'vitest';
import { decideChange } from '../../../../src/workload/runtime/decide-change.ts';
import type { RuntimeKind } from '../../../../src/workload/runtime/runtime-kind.ts';

const found = (kind: RuntimeKind, engine = kind === 'apt' ? 'docker.io' : 'docker-ce') => ({
  kind,
  engine,
  packages: [engine],
});
const recorded = (kind: RuntimeKind, adopted = false) => ({ kind, packages: [], adopted });
const plain = { isExplicit: false, found: null, recorded: null, wasOurs: false };
const choice = (kind: RuntimeKind) => ({ choice: { kind, why: '' } });

describe('the runtime that is there', () => {
  const rows: [string, Parameters<typeof decideChange>[0], string][] = [
    ['is installed where there is none', { ...plain, ...choice('apt') }, 'complete'],
    [
      'is made complete where it is ours',
      { ...plain, ...choice('apt'), found: found('apt'), recorded: recorded('apt') },
      'complete',
    ],
    [
      'of an earlier revision of the charm is ours',
      { ...plain, ...choice('apt'), found: found('apt'), wasOurs: true },
      'complete',
    ],
    [
      'is taken over where somebody installed the right one',
      { ...plain, ...choice('apt'), found: found('apt') },
      'adopt',
    ],
    [
      'is taken over where an operator chose what somebody had installed',
      { ...plain, ...choice('upstream'), isExplicit: true, found: found('upstream') },
      'adopt',
    ],
    [
      'is kept by auto where somebody installed another',
      { ...plain, ...choice('apt'), found: found('upstream') },
      'adopt',
    ],
    [
      'is kept by auto in later hooks too',
      { ...plain, ...choice('nvidia'), found: found('upstream'), recorded: recorded('upstream', true), wasOurs: true },
      'adopt',
    ],
    [
      'is replaced by an explicit choice, whoever installed it',
      { ...plain, ...choice('upstream'), isExplicit: true, found: found('apt') },
      'replace',
    ],
    [
      'is replaced by auto where it was ours',
      { ...plain, ...choice('nvidia'), found: found('apt'), recorded: recorded('apt') },
      'replace',
    ],
    [
      'goes on being replaced after a hook was killed in the middle',
      { ...plain, ...choice('nvidia'), found: found('apt'), recorded: null, wasOurs: true },
      'replace',
    ],
    [
      'of NVIDIA is mended where its part has gone and Docker is there',
      { ...plain, ...choice('nvidia'), isExplicit: true, found: found('upstream'), recorded: recorded('nvidia') },
      'complete',
    ],
    [
      'of Docker that somebody replaced by Ubuntu’s is replaced, not mended',
      { ...plain, ...choice('upstream'), isExplicit: true, found: found('apt'), recorded: recorded('upstream') },
      'replace',
    ],
  ];

  it.each(rows)('%s', (_title, facts, kind) => {
    expect(decideChange(facts).kind).toBe(kind);
  });
});
