import { z } from 'zod';
import { CommandFailed, Secret } from '../../../src/host/host.ts';
import type { Run, RunOptions } from '../../../src/host/host.ts';

/** One hook tool as it was run. */
export interface ToolCall {
  readonly argv: readonly string[];
  readonly stdin: string | null;
}

const bagSchema = z.record(z.string(), z.string());
type Bag = Readonly<Record<string, string>>;
type Failure = { readonly exitCode: number; readonly stderr: string } | 'missing';

/**
 * A Juju of one unit, in memory: it answers hook tools and holds back relation data and ports until `succeed`.
 *
 * `answers` overrides what a tool prints, `failures` makes it fail.
 */
export class TinyJuju {
  readonly unit = 'kubernetes-worker/0';
  readonly calls: ToolCall[] = [];
  readonly answers = new Map<string, string>();
  readonly failures = new Map<string, Failure>();
  bags: Record<string, Record<string, Bag>> = {};
  ports: readonly string[] = [];
  status = { status: 'unknown', message: '' };
  version: string | null = null;
  #buffer: { bags: Record<string, Bag>; ports: readonly string[] } = { bags: {}, ports: [] };

  readonly run: Run = async (argv, options = {}) => {
    const [tool = '', ...args] = argv.map(String);
    const stdin = textOf(options);
    this.calls.push({ argv: [tool, ...args], stdin });
    const failure = this.failures.get(tool);
    if (failure !== undefined) throw commandFailed([tool, ...args], failure);
    const stdout = this.answers.get(tool) ?? this.#answer(tool, args, stdin);
    return { stdout, stderr: '', exitCode: 0, durationMs: 1 };
  };

  /** A hook begins: nothing is buffered. */
  begin(): this {
    this.calls.length = 0;
    const own = Object.entries(this.bags).map(([id, members]) => [id, members[this.unit] ?? {}] as const);
    this.#buffer = { bags: Object.fromEntries(own), ports: this.ports };
    return this;
  }

  /** The hook ended well: the others see what it sent. */
  succeed(): void {
    for (const [id, bag] of Object.entries(this.#buffer.bags)) this.bags[id] = { ...this.bags[id], [this.unit]: bag };
    this.ports = this.#buffer.ports;
  }

  /** The calls of one tool, as argv. */
  argvsOf(tool: string): readonly (readonly string[])[] {
    return this.calls.filter(({ argv }) => argv[0] === tool).map(({ argv }) => argv);
  }

  #answer(tool: string, args: readonly string[], stdin: string | null): string {
    const json = (value: unknown) => JSON.stringify(value);
    switch (tool) {
      case 'relation-get': {
        const [id = '', member = ''] = [args[2], args[4]];
        return json(member === this.unit ? this.#own(id, args) : (this.bags[id]?.[member] ?? {}));
      }
      case 'relation-set': {
        const id = args[1] ?? '';
        const changes = Object.entries(bagSchema.parse(JSON.parse(stdin ?? '')));
        const bag = Object.fromEntries([...Object.entries(this.#own(id, args)), ...changes]);
        this.#buffer.bags[id] = Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== ''));
        return '';
      }
      case 'open-port':
        this.#buffer.ports = [...new Set([...this.#buffer.ports, args[0] ?? ''])];
        return '';
      case 'close-port':
        this.#buffer.ports = this.#buffer.ports.filter((port) => port !== args[0]);
        return '';
      case 'opened-ports':
        return json(this.#buffer.ports);
      case 'status-get':
        return json({ ...this.status, 'status-data': {} });
      case 'status-set':
        this.status = { status: args[0] ?? '', message: args[2] ?? '' };
        return '';
      case 'application-version-set':
        this.version = args[1] ?? null;
        return '';
      default:
        throw new Error(`TinyJuju has no answer for ${tool}; set one in answers`);
    }
  }

  #own(id: string, args: readonly string[]): Bag {
    const bag = this.#buffer.bags[id];
    if (bag !== undefined) return bag;
    const stderr = `ERROR invalid value "${id}" for option -r: relation not found\n`;
    throw commandFailed(['relation-set', ...args], { exitCode: 2, stderr });
  }
}

function textOf({ stdin }: RunOptions): string | null {
  return stdin instanceof Secret ? stdin.reveal() : (stdin ?? null);
}

function commandFailed(argv: readonly string[], failure: Failure): CommandFailed {
  const isMissing = failure === 'missing';
  const { exitCode, stderr } = isMissing ? { exitCode: null, stderr: '' } : failure;
  const ending = { exitCode, signal: null, durationMs: 1, timedOut: false, isMissing };
  return new CommandFailed({ argv, ...ending, stdout: 'stdout-of-the-tool', stderr });
}
