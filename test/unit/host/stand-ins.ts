import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createFiles, createMachine, createRun } from '../../../src/host/host.ts';
import type { Files, Machine, Run } from '../../../src/host/host.ts';

/** What a stand-in program does when its arguments contain a word: prints this and ends. */
export interface Reply {
  readonly out?: string;
  readonly err?: string;
  readonly code?: number;
}

/** A machine made of a temporary folder, with stand-in programs that keep a record of how they were called. */
export interface TestMachine {
  readonly root: string;
  readonly bin: string;
  readonly files: Files;
  readonly run: Run;
  readonly machine: Machine;
  /** Every call of a stand-in so far, in order. */
  readonly calls: () => string[][];
  /** Pauses that were asked for; none of them was made. */
  readonly pausesMs: number[];
  /** Puts an executable shell script on the machine's PATH. */
  readonly script: (name: string, text: string) => void;
  /** Puts a stand-in on the PATH: per word among its arguments, replies in turn, of which the last stays. */
  readonly program: (name: string, replies: Readonly<Record<string, readonly Reply[]>>) => void;
}

/** A new machine, gone when the test is over. */
export function aMachine(): TestMachine {
  const folder = aFolder();
  const root = path.join(folder, 'root');
  const bin = path.join(folder, 'bin');
  const state = path.join(folder, 'state');
  for (const each of [root, bin, state]) mkdirSync(each);
  const run = createRun({ root, env: { PATH: bin, STATE: state } });
  const files = createFiles({ root });
  const pausesMs: number[] = [];
  const wait = async (delayMs: number): Promise<void> => {
    pausesMs.push(delayMs);
  };
  const script = (name: string, text: string): void => {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${recordCall(name)}\n${text}\n`);
    chmodSync(path.join(bin, name), 0o755);
  };
  return {
    root,
    bin,
    files,
    run,
    machine: createMachine({ run, files, wait }),
    pausesMs,
    script,
    calls: () => {
      const log = path.join(state, 'calls');
      const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(separator));
    },
    program: (name, replies) => {
      for (const [word, turns] of Object.entries(replies)) {
        turns.forEach(({ out = '', err = '', code = 0 }, index) => {
          const prefix = path.join(state, `${name}.${word}.${index + 1}`);
          writeFileSync(`${prefix}.out`, out);
          writeFileSync(`${prefix}.err`, err);
          writeFileSync(`${prefix}.code`, String(code));
        });
      }
      script(
        name,
        replyInTurn(
          name,
          Object.entries(replies).map(([word, turns]) => [word, turns.length]),
        ),
      );
    },
  };
}

/** A temporary folder, gone when the test is over. */
export function aFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'host-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The error that the promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

function recordCall(name: string): string {
  return `{ printf '%s' '${name}'; for arg in "$@"; do printf '\\037%s' "$arg"; done; printf '\\n'; } >> "$STATE/calls"`;
}

function replyInTurn(name: string, words: readonly (readonly [string, number])[]): string {
  const cases = words.map(([word, turns]) => `*" ${word} "*) word='${word}'; turns=${turns};;`);
  return [
    `case " $* " in ${cases.join(' ')} *) echo "${name}: unexpected arguments: $*" >&2; exit 64;; esac`,
    `count="$STATE/${name}.$word.count"`,
    'turn=$(/bin/cat "$count" 2>/dev/null || echo 0); turn=$((turn + 1)); echo "$turn" > "$count"',
    '[ "$turn" -gt "$turns" ] && turn=$turns',
    `reply="$STATE/${name}.$word.$turn"`,
    '/bin/cat "$reply.out"; /bin/cat "$reply.err" >&2; exit "$(/bin/cat "$reply.code")"',
  ].join('\n');
}

const separator = '\u001f';
