/** What the compiler takes and refuses of handlers: every line below a directive must be an error, no other may be. */
import {
  all,
  always,
  any,
  blocked,
  both,
  changed,
  done,
  handlerFor,
  hook,
  not,
  waiting,
} from '../../src/engine/engine.ts';
import type { AnyHandler, Outcome } from '../../src/engine/engine.ts';

interface Words {
  readonly flag: 'snaps.installed' | 'tls.saved';
  readonly inputs: { readonly 'config.labels': string; readonly 'host.gpus': number };
  readonly hook: 'install' | 'stop';
  readonly ports: { readonly log: (text: string) => void };
}

const handler = handlerFor<Words>();

/** Helpers of handlers return outcomes that mark no flags. */
declare function attempt(): Promise<Outcome<never, never> | null>;

// Taken: whatever is declared.

export const full = handler({
  name: 'full',
  formerly: ['old'],
  when: both(all('snaps.installed'), not('tls.saved'), changed('host.gpus'), hook('install')),
  reads: ['config.labels', 'host.gpus'],
  sets: ['tls.saved'],
  clears: ['snaps.installed'],
  async run({ inputs, hook: name, ports }) {
    const labels: string = inputs['config.labels'];
    const gpus: number = inputs['host.gpus'];
    ports.log(`${name} ${labels} ${gpus}`);
    const failed = await attempt();
    if (failed !== null) return failed;
    if (gpus === 0) return waiting('a card', { clears: ['snaps.installed'] });
    if (labels === '') return blocked('no labels', 'juju config labels=...', { about: 'option' });
    return done({ sets: ['tls.saved'], clears: ['snaps.installed'] });
  },
});

export const plain = handler({ name: 'plain', when: any('tls.saved'), reads: [], run: async () => done() });

export const table: readonly AnyHandler<Words>[] = [full, plain];

// Refused: words nobody knows.

export const unknownFlag = handler({
  name: 'unknown-flag',
  // @ts-expect-error a flag with a typo
  when: all('snaps.instaled'),
  reads: [],
  run: async () => done(),
});

export const unknownFlagAmongOthers = handler({
  name: 'unknown-flag-among-others',
  // @ts-expect-error one known flag does not excuse the other
  when: both(all('tls.saved'), not('snaps.installed', 'tls.savd')),
  reads: [],
  run: async () => done(),
});

export const unknownChangedInput = handler({
  name: 'unknown-changed-input',
  // @ts-expect-error an input with a typo, in a condition
  when: changed('host.gpu'),
  reads: [],
  run: async () => done(),
});

export const unknownHook = handler({
  name: 'unknown-hook',
  // @ts-expect-error a hook with a typo
  when: hook('instal'),
  reads: [],
  run: async () => done(),
});

export const unknownInput = handler({
  name: 'unknown-input',
  when: all('tls.saved'),
  // @ts-expect-error an input with a typo
  reads: ['config.label'],
  run: async () => done(),
});

export const unknownSet = handler({
  name: 'unknown-set',
  when: all('tls.saved'),
  reads: [],
  // @ts-expect-error a flag with a typo, declared
  sets: ['tls.savd'],
  run: async () => done(),
});

export const unknownClear = handler({
  name: 'unknown-clear',
  when: all('tls.saved'),
  reads: [],
  // @ts-expect-error a flag with a typo, declared
  clears: ['tls.savd'],
  run: async () => done(),
});

// Refused: what was not declared.

export const undeclaredRead = handler({
  name: 'undeclared-read',
  when: all('tls.saved'),
  reads: ['host.gpus'],
  async run({ inputs }) {
    // @ts-expect-error the input exists, but this handler does not read it
    return waiting(String(inputs['config.labels']));
  },
});

export const readOfNothing = handler({
  name: 'read-of-nothing',
  when: all('tls.saved'),
  reads: [],
  async run({ inputs }) {
    // @ts-expect-error it reads no input at all
    return waiting(String(inputs['config.labels']));
  },
});

export const undeclaredSet = handler({
  name: 'undeclared-set',
  when: all('tls.saved'),
  reads: [],
  sets: ['tls.saved'],
  // @ts-expect-error the flag exists, but was not declared
  run: async () => done({ sets: ['snaps.installed'] }),
});

export const undeclaredClear = handler({
  name: 'undeclared-clear',
  when: all('tls.saved'),
  reads: [],
  sets: ['tls.saved'],
  // @ts-expect-error declared to be set is not declared to be cleared
  run: async () => done({ clears: ['tls.saved'] }),
});

export const undeclaredInOneBranch = handler({
  name: 'undeclared-in-one-branch',
  when: all('tls.saved'),
  reads: ['host.gpus'],
  sets: ['tls.saved'],
  // @ts-expect-error one branch keeps to the declaration, the other does not
  async run({ inputs }) {
    if (inputs['host.gpus'] > 0) return done({ sets: ['tls.saved'] });
    return waiting('x', { sets: ['snaps.installed'] });
  },
});

// Refused: W8, handlers that would never be due, or have no verdict.

// @ts-expect-error always, and nothing that could make it due again
export const alwaysWithoutReads = handler({
  name: 'always-without-reads',
  when: always(),
  reads: [],
  run: async () => done(),
});

export const alwaysWithReads = handler({ name: 'a', when: always(), reads: ['host.gpus'], run: async () => done() });

// @ts-expect-error a handler without a condition
export const noCondition = handler({ name: 'no-condition', reads: ['host.gpus'], run: async () => done() });

// @ts-expect-error a handler says how it ended
export const noOutcome = handler({ name: 'no-outcome', when: all('tls.saved'), reads: [], run: async () => undefined });

// @ts-expect-error a word that is no verdict
export const noVerdict = handler({ name: 'no-verdict', when: all('tls.saved'), reads: [], run: async () => 'done' });

// Refused: changes to what is read only.

export const writer = handler({
  name: 'writer',
  when: all('tls.saved'),
  reads: ['host.gpus'],
  async run({ inputs }) {
    // @ts-expect-error inputs are what they are
    inputs['host.gpus'] = 2;
    return done();
  },
});
