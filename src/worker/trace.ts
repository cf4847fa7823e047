import type { EngineEvent } from '../engine/engine.ts';
import type { Files } from '../host/host.ts';

/** Collects what happened in one hook, for one line in the trace. It holds no values of inputs and no secrets. */
export interface Trace {
  readonly engine: (event: EngineEvent) => void;
  readonly command: (command: TracedCommand) => void;
  readonly note: (key: string, value: unknown) => void;
  /** The line is at the end of the trace file, which stays under its limit by keeping one older file beside it. */
  readonly save: (files: Files, folder: string) => Promise<void>;
}

export interface TracedCommand {
  readonly argv: readonly string[];
  readonly exitCode: number | null;
  readonly durationMs: number;
}

export function startTrace(hook: string, startedAt: string): Trace {
  const events: EngineEvent[] = [];
  const commands: TracedCommand[] = [];
  const notes: Record<string, unknown> = {};
  return {
    engine: (event) => events.push(event),
    command: (command) => commands.push(command),
    note: (key, value) => {
      notes[key] = value;
    },
    save: async (files, folder) => {
      const line = `${JSON.stringify({ hook, startedAt, ...notes, events, commands })}\n`;
      await files.append(`${folder}/trace.jsonl`, line, { mode: 0o600, rotateAtBytes: traceLimitBytes });
    },
  };
}

const traceLimitBytes = 2_000_000;
